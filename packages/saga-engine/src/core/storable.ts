import { textOf } from './answers.js';
import type { Journal, Outcome } from './ports.js';
import { isCode, NO_CODE } from './reason.js';
import { OperationInvalid } from './refusals.js';

/**
 * The largest reply that a journal accepts, bytes of JSON. The store accepts 16 MiB a saga, and numbers in an array take six times as much
 * there: ten such replies still fit.
 */
export const LARGEST_REPLY = 256 * 1024;
/** The largest input of a saga, bytes of JSON, for the same reason. */
const LARGEST_INPUT = 512 * 1024;
/** How deep a reply, an input or a payload may be nested: MongoDB accepts 100 levels a document. */
const MOST_LEVELS = 64;
/** The longest text of a participant or a definition that a journal accepts, characters. */
const LONGEST_TEXT = 2_000;

/** The outcome of a command that was sent, or could not be sent. */
export type Answered = Exclude<Outcome, { type: 'busy' }>;

/**
 * The outcome of a command in a form that the journal can store. A reply that is too large or not JSON counts as a failed attempt: if the
 * store refused the append, the outcome would be lost and the command sent again at every sweep. Long texts are cut, and a reason that is
 * not a code counts as text. `refusal` is what the store says of values that are not what their JSON is, as in the process they may be.
 */
export function storable(
  outcome: Answered,
  { type, step }: { readonly type: string; readonly step: string },
  refusal?: Journal['refusal'],
): Answered {
  // participants may be written without types
  switch ((outcome as Answered | null | undefined)?.type) {
    case 'done': {
      const { reply } = outcome as Extract<Answered, { type: 'done' }>;
      // the reply of an undo is not stored
      const problem = type === 'undo' ? undefined : (unstorable(reply) ?? refusal?.(reply));
      if (problem === undefined) return outcome;
      const help = `It may have been done: fix the reply and retry, or force the outcome of ${step}.`;
      return { type: 'in-doubt', error: `The reply of ${step} cannot be stored: ${problem}. ${help}` };
    }
    case 'refused': {
      const { type: refused, reason, detail } = outcome as Extract<Answered, { type: 'refused' }>;
      if (!isCode(reason))
        return { type: refused, reason: NO_CODE, detail: cut([reason, detail ?? []].flat().join(': ')) };
      return { type: refused, reason, ...(detail === undefined ? {} : { detail: cut(detail) }) };
    }
    default:
      return inDoubt(outcome as InDoubt | null | undefined, step);
  }
}

type InDoubt = Extract<Answered, { type: 'in-doubt' }>;

function inDoubt(outcome: InDoubt | null | undefined, step: string): InDoubt {
  const { error, parkedUntil } = Object(outcome) as Partial<InDoubt>;
  const text = error === undefined ? `The participant of ${step} gave no outcome.` : textOf(error);
  const parked = parkedUntil === undefined || Number.isNaN(Number(parkedUntil)) ? {} : { parkedUntil };
  return { type: 'in-doubt', error: cut(text), ...parked };
}

/**
 * Throws OperationInvalid when the journal would refuse a saga with this input or payload, or would have no room for a reply. `before`
 * counts as well: the data of the same kind that the saga has accepted already.
 */
export function assertStorable(path: string, what: string, value: unknown, before: readonly unknown[] = []): void {
  const problem = unstorable(value, LARGEST_INPUT) ?? (before.length > 0 ? tooMuchWith(value, before) : undefined);
  if (problem !== undefined) throw new OperationInvalid(path, `${what} cannot be stored: ${problem}.`);
}

/** Throws OperationInvalid when the journal cannot store it as an operator's reply. */
export function assertStorableReply(step: string, reply: unknown): void {
  const problem = unstorable(reply);
  if (problem !== undefined)
    throw new OperationInvalid(
      'reply',
      `The reply of ${step} cannot be stored: ${problem}; name what later steps read.`,
    );
}

function tooMuchWith(value: unknown, before: readonly unknown[]): string | undefined {
  const bytes = [value, ...before].reduce<number>(
    (sum, each) => sum + Buffer.byteLength(JSON.stringify(each) ?? ''),
    0,
  );
  if (bytes <= LARGEST_INPUT) return undefined;
  return `with the ${before.length} before it there are ${bytes} bytes and at most ${LARGEST_INPUT} are kept`;
}

/** Why a journal cannot store it; undefined when it can. */
function unstorable(reply: unknown, most = LARGEST_REPLY): string | undefined {
  let json: string | undefined;
  let bad: string | undefined;
  try {
    json = JSON.stringify(reply, (key, value: unknown) => {
      if (key.includes('\0')) bad = `its field ${JSON.stringify(cut(key))} has a NUL in its name`;
      if (key === '_bsontype') bad = `it has a field ${key}, which the database keeps for itself`;
      return typeof value === 'bigint' ? String(value) : value;
    });
  } catch (error) {
    return `it is no JSON (${cut(textOf(error)).split('\n', 1)[0]})`;
  }
  if (bad !== undefined) return bad;
  const bytes = Buffer.byteLength(json ?? '');
  if (bytes > most) return `it has ${bytes} bytes and at most ${most} are kept`;
  // a text this short cannot be nested that deeply
  return bytes > MOST_LEVELS && isDeeper(reply, MOST_LEVELS) ? `it has more than ${MOST_LEVELS} levels` : undefined;
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));

const cut = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);
