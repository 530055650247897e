import { createHash } from 'node:crypto';
import type { Definition, Step } from './definition.js';
import { asked } from './probes.js';

/** A changed algorithm gets another number: fingerprints with different numbers are not compared. */
export const FINGERPRINT_FORMAT = 2;

/** A hash for each step, and for `the saga` itself: its settings, the order of its steps, and the input fields that it reads. */
export type FingerprintParts = Readonly<Record<string, string>>;

/** The name of the part that is not a step. */
const ITSELF = 'the saga';
const FOLLOW_UP = 'its follow-up';

const computed = new WeakMap<Definition, { parts: FingerprintParts; whole: string }>();

/**
 * A stable hash of what running sagas depend on: the steps, their order and kind; the participant's method that each calls, with its
 * request and its undo; when a step or wait is left out, and the reason for expiry; which steps are other ways and which are sent
 * together; the input fields that are read. Times and retry policies are excluded: they may be tuned within a version.
 */
export const fingerprint = (definition: Definition): string => compute(definition).whole;

/** The parts of the fingerprint, so that a difference can be named. */
export const fingerprintParts = (definition: Definition): FingerprintParts => compute(definition).parts;

function compute(definition: Definition): { parts: FingerprintParts; whole: string } {
  const known = computed.get(definition);
  if (known) return known;
  const { name, version, expires, steps, onLateCancel, examples = [] } = definition;
  const inputs = new Set<string>();
  const ask = (of: ((state: never) => unknown) | undefined) => asked(of, examples, inputs);
  const entries = steps.map((step): [string, string] => [step.name, hash(partOf(step, ask))]);
  const followUp: [string, string] = [FOLLOW_UP, hash(ask(onLateCancel))];
  const order = steps.map((step) => step.name);
  const itself: [string, string] = [ITSELF, hash({ name, version, expires, order, inputs: [...inputs].sort() })];
  const parts = Object.fromEntries([...entries, followUp, itself]);
  const result = { parts, whole: hash(parts).slice(0, 16) };
  computed.set(definition, result);
  return result;
}

function partOf(step: Step, ask: (of: ((state: never) => unknown) | undefined) => unknown): unknown {
  const { kind, name } = step;
  if (step.kind === 'wait') {
    const wait = { kind, name, unless: ask(step.unless), expires: step.expires };
    const { collect, onExpiry } = step;
    if (collect === undefined && onExpiry === undefined) return wait;
    return { ...wait, collect: typeof collect === 'function' ? ask(collect) : String(collect), onExpiry };
  }
  const command = ask(step.command);
  const only = { ...(step.unless ? { unless: ask(step.unless) } : {}), together: step.together };
  if (step.kind !== 'undoable') return { kind, name, command, ...only };
  const undo = step.compensate === 'nothing' ? 'nothing' : ask(step.compensate);
  return { kind, name, command, undo, ...only, insteadOf: step.insteadOf };
}

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** The names of the parts that differ, including those that only one of the two has. */
export function changedParts(before: FingerprintParts, now: FingerprintParts): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const changed = [...names].filter((name) => before[name] !== now[name]);
  const inside = changed.filter((name) => name !== ITSELF);
  return inside.length > 0 ? inside : changed;
}
