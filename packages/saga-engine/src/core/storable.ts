import { textOf } from './answers.js';
import type { Outcome } from './ports.js';
import { isCode, NO_CODE } from './reason.js';
import { OperationInvalid } from './refusals.js';

/**
 * The largest reply that a journal takes, bytes of JSON. A store takes 16 MiB a saga, and numbers in an array take six times
 * as much there: ten such replies still fit.
 */
export const LARGEST_REPLY = 256 * 1024;
/** The largest input of a saga, bytes of JSON, for the same reason. */
const LARGEST_INPUT = 512 * 1024;
/** How deep a reply, an input or a payload may be nested: MongoDB takes 100 levels a document. */
const MOST_LEVELS = 64;
/** The longest words of a participant or a definition that a journal takes, characters. */
const LONGEST_TEXT = 2_000;

/** What came of a command that was sent, or that could not be. */
export type Answered = Exclude<Outcome, { type: 'busy' }>;

/**
 * What came of a command as the journal can take it. A reply that is too large or is no JSON counts as a failed attempt: an append
 * that the store refuses would be lost, and the command sent again at every sweep. Long texts are cut, and a reason that is no code
 * counts as words.
 */
export function storable(
  outcome: Answered,
  { type, step }: { readonly type: string; readonly step: string },
): Answered {
  switch (outcome.type) {
    case 'done': {
      // the reply of an undo is not kept
      const problem = type === 'undo' ? undefined : unstorable(outcome.reply);
      if (problem === undefined) return outcome;
      const help = `It may have been done: fix the reply and retry, or force the outcome of ${step}.`;
      return { type: 'in-doubt', error: `The reply of ${step} cannot be stored: ${problem}. ${help}` };
    }
    case 'refused': {
      const { type: refused, reason, detail } = outcome;
      if (!isCode(reason))
        return { type: refused, reason: NO_CODE, detail: cut([reason, detail ?? []].flat().join(': ')) };
      return { type: refused, reason, ...(detail === undefined ? {} : { detail: cut(detail) }) };
    }
    default:
      return { ...outcome, error: cut(outcome.error) };
  }
}

/**
 * Throws OperationInvalid when the journal would refuse a saga with this input or payload, or could take no reply beside it. `before`
 * counts with it: what the saga has taken already of the same kind.
 */
export function assertStorable(path: string, what: string, value: unknown, before: readonly unknown[] = []): void {
  const problem = unstorable(value, LARGEST_INPUT) ?? (before.length > 0 ? tooMuchWith(value, before) : undefined);
  if (problem !== undefined) throw new OperationInvalid(path, `${what} cannot be stored: ${problem}.`);
}

/** Throws OperationInvalid when the journal cannot take it as a reply that an operator gives. */
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

/** Why a journal cannot take it; undefined when it can. */
function unstorable(reply: unknown, most = LARGEST_REPLY): string | undefined {
  let json: string | undefined;
  let bad: string | undefined;
  try {
    json = JSON.stringify(reply, (key, value: unknown) => {
      if (key.includes('\0')) bad = key;
      return typeof value === 'bigint' ? String(value) : value;
    });
  } catch (error) {
    return `it is no JSON (${cut(textOf(error)).split('\n', 1)[0]})`;
  }
  if (bad !== undefined) return `its field ${JSON.stringify(cut(bad))} has a NUL in its name`;
  const bytes = Buffer.byteLength(json ?? '');
  if (bytes > most) return `it has ${bytes} bytes and at most ${most} are kept`;
  // what is that short cannot be that deep
  return bytes > MOST_LEVELS && isDeeper(reply, MOST_LEVELS) ? `it has more than ${MOST_LEVELS} levels` : undefined;
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));

const cut = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);
