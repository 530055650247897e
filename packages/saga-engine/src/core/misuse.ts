import { isLength } from './answers.js';
import { UNDO } from './command-key.js';
import type { Step } from './definition.js';

/** How many signals of one wait a journal keeps; the journal is one document with its saga. */
export const MOST_COLLECTED = 100;

type Made = Readonly<Record<string, unknown>> & { readonly name: string; readonly kind: Step['kind'] };

/** Throws, with a sentence that says what to do, when the step cannot follow the steps `before` it. For callers without types. */
export function assertUsable(saga: string, step: Made, before: readonly Step[]): void {
  const { name, kind, unless, insteadOf, collect, onExpiry, command, compensate, attemptTimeout, retry } = step;
  const refuse = (because: string): never => {
    throw new Error(`Saga ${saga}: ${name} ${because}`);
  };
  const committed = before.some((each) => each.kind === 'pivot' || each.kind === 'retriable');
  if (unless !== undefined && typeof unless !== 'function')
    refuse('has an unless that is no function; make it (s) => …');
  if (unless && kind === 'pivot') refuse('is the pivot, which is never left out; move unless to other steps.');
  if (unless && insteadOf !== undefined)
    refuse('is another way, which is left out when the first one is done; put unless on the first one.');
  if (kind === 'wait') {
    if (committed && onExpiry !== 'go-on' && onExpiry !== 'ask')
      refuse("waits behind the pivot, from where nothing compensates; say onExpiry: 'go-on' or 'ask'.");
    if (!committed && onExpiry !== undefined)
      refuse('waits before the pivot, where the saga compensates when it runs out; leave onExpiry out.');
    if (typeof collect === 'number') assertCount(collect, onExpiry === 'go-on', refuse);
    return;
  }
  if (typeof command !== 'function') refuse('has no command; say what it sends: command: (s) => …');
  if (kind === 'undoable' && compensate !== 'nothing' && typeof compensate !== 'function')
    refuse("does not say how it is undone; give it compensate: (s) => …, or 'nothing' if it changes nothing.");
  if (kind === 'undoable' && committed) refuse('is undoable and stands behind the pivot; make it a retriable.');
  assertTimeout(saga, name, attemptTimeout);
  assertRetry(retry, refuse);
}

/** The longest duration of a timer, milliseconds: one that is set to more fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

function assertTimeout(saga: string, step: string, ms: unknown): void {
  if (typeof ms === 'number' && ms > 0 && ms <= LONGEST_TIMER) return;
  throw new TypeError(
    `Saga ${saga}: attemptTimeout of ${step} must be a number of milliseconds above 0 and at most ${LONGEST_TIMER}; got ${String(ms)}.`,
  );
}

const isFrom = (least: number, value: unknown): value is number => typeof value === 'number' && value >= least;

/** A rest that is no number would be no time to wake the saga at. */
function assertRetry(retry: unknown, refuse: (because: string) => never): void {
  if (typeof retry !== 'object' || retry === null)
    refuse('has a retry that is no policy; see RetryPolicy, or leave it out.');
  const { attempts, first, max, attentionAfter } = retry as Readonly<Record<string, unknown>>;
  if (!isFrom(1, attempts)) refuse(`has a retry with ${String(attempts)} attempts; say a number from 1, or Infinity.`);
  if (!isFrom(0, first) || !isLength(first) || !isFrom(0, max))
    refuse(
      `has a retry that rests ${String(first)} ms first and ${String(max)} ms at most; say two numbers of milliseconds.`,
    );
  if (attentionAfter !== undefined && !isFrom(1, attentionAfter))
    refuse(`needs attention after ${String(attentionAfter)} attempts; say a number from 1, or leave it out.`);
}

const LONGEST_NAME = 100;

/**
 * Throws for a name that a store, a header or an object cannot hold, and for one with which a step's key would be that of another step's
 * undo.
 */
export function assertName(what: string, name: unknown): void {
  const usable =
    typeof name === 'string' &&
    name.length > 0 &&
    name.length <= LONGEST_NAME &&
    !/\p{Cc}/u.test(name) &&
    name !== '__proto__' &&
    !name.endsWith(UNDO);
  if (usable) return;
  const shown = typeof name === 'string' ? JSON.stringify(name.slice(0, LONGEST_NAME)) : String(name);
  throw new TypeError(`${what}: the name ${shown} cannot be used; name it in kebab-case, like hold-room.`);
}

function assertCount(collect: number, endless: boolean, refuse: (because: string) => never): void {
  if (collect === Infinity && !endless)
    refuse("would never be satisfied: collect a number of signals, or say onExpiry: 'go-on' (behind the pivot).");
  if (collect !== Infinity && !isCount(collect))
    refuse(`collects ${collect} signals; collect a whole number from 1 to ${MOST_COLLECTED}.`);
}

/** Whether this number of signals can be collected. */
export const isCount = (collect: number): boolean =>
  Number.isInteger(collect) && collect >= 1 && collect <= MOST_COLLECTED;

/** Throws when it is not a duration. A function is called later, when the saga exists. */
export function assertLength(what: string, ms: unknown): void {
  if (ms === undefined || typeof ms === 'function' || isLength(ms)) return;
  throw new TypeError(`Saga ${what} must be a number of milliseconds of at most a hundred years; got ${String(ms)}.`);
}
