import type { Outcome } from './outside.js';

/**
 * The largest reply that a journal takes, bytes of JSON. A store takes 16 MiB a saga, and numbers in an array take six times
 * as much there: ten such replies still fit.
 */
export const LARGEST_REPLY = 256 * 1024;
/** The longest words of a participant or a definition that a journal takes, characters. */
const LONGEST_TEXT = 2_000;

/** What came of a command that was sent, or that could not be. */
export type Answered = Exclude<Outcome, { type: 'busy' }>;

/**
 * What came of a command as the journal can take it. A reply that is too large or is no JSON counts as a failed attempt: an append
 * that the store refuses would be lost, and the command sent again at every sweep. Long texts are cut.
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
      const help = `It may have been done: mend the reply and retry, or force the outcome of ${step}.`;
      return { type: 'in-doubt', error: `The reply of ${step} cannot be stored: ${problem}. ${help}` };
    }
    case 'refused': {
      const { type: refused, reason, detail } = outcome;
      return { type: refused, reason: cut(reason), ...(detail === undefined ? {} : { detail: cut(detail) }) };
    }
    default:
      return { ...outcome, error: cut(outcome.error) };
  }
}

function unstorable(reply: unknown): string | undefined {
  let json: string | undefined;
  let bad: string | undefined;
  try {
    json = JSON.stringify(reply, (key, value: unknown) => {
      if (key.includes('\0')) bad = key;
      return typeof value === 'bigint' ? String(value) : value;
    });
  } catch (error) {
    return `it is no JSON (${cut(String(error)).split('\n', 1)[0]})`;
  }
  if (bad !== undefined) return `its field ${JSON.stringify(cut(bad))} has a NUL in its name`;
  const bytes = Buffer.byteLength(json ?? '');
  return bytes > LARGEST_REPLY ? `it has ${bytes} bytes and at most ${LARGEST_REPLY} are kept` : undefined;
}

const cut = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);
