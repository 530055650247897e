import type { Definition, Shown } from './definition.js';
import { isKnownEvent } from './event-kinds.js';
import type { Entry, SagaRecord } from './journal.js';
import { isCode, NO_CODE } from './reason.js';

/** Replaces data that the definition does not allow to be shown. */
export const HIDDEN = '[redacted]';

/**
 * The same data with only the values at these paths shown; its shape stays. A name that contains a dot or is empty cannot be part of a
 * path: nothing at or below it is shown.
 */
function only(value: unknown, paths: readonly string[], at: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((each) => only(each, paths, at));
  if (typeof value !== 'object' || value === null)
    return value === undefined || (at !== undefined && paths.includes(at)) ? value : HIDDEN;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, only(member, paths, below(at, name))]),
  );
}

function below(at: string | undefined, name: string): string | undefined {
  if (at === undefined || name === '' || name.includes('.')) return undefined;
  return at === '' ? name : `${at}.${name}`;
}

/** The part of a text, possibly from a participant, that may be shown: all of it, or only the code at its start if it reports a refusal. */
export const shownWords = (text: string, shown: Shown | undefined): string =>
  shown?.words ? text : (/^refused: [A-Z][A-Z0-9_]*/.exec(text)?.[0] ?? HIDDEN);

/** The part of a refusal's reason that may be shown; a reason that is not a code was stored by an earlier release. */
export const shownReason = (reason: string, shown: Shown | undefined): string =>
  shown?.words || isCode(reason) ? reason : NO_CODE;

/** Members that every journal line has, including lines that only a newer release knows. */
const OF_EVERY_LINE: ReadonlySet<string> = new Set(['type', 'at', 'step', 'phase', 'attempt', 'startedAt']);

type MembersOf<T> = T extends unknown ? keyof T : never;
/** Members of a line that are shown only if the definition allows it. */
type OfOthers = 'reply' | 'payload' | 'detail' | 'error' | 'refusal' | 'why';

/** Other members of a line: ids, codes, times, and operators' texts. A member that is not listed is hidden. */
const OF_KNOWN_LINES: Readonly<Record<Exclude<MembersOf<Entry>, OfOthers>, true>> = {
  type: true,
  at: true,
  waits: true,
  undecided: true,
  step: true,
  phase: true,
  attempt: true,
  startedAt: true,
  retryAt: true,
  refused: true,
  reason: true,
  sent: true,
  count: true,
  since: true,
  row: true,
  until: true,
  pause: true,
  signal: true,
  id: true,
  passed: true,
  collect: true,
  of: true,
  by: true,
  bulk: true,
  again: true,
  outcome: true,
  known: true,
  confirmed: true,
  saga: true,
};

/** Members of a saga's record besides its input and its journal; a member that is not listed is hidden. */
const OF_RECORDS: Readonly<Record<Exclude<keyof SagaRecord, 'input' | 'journal'>, true>> = {
  id: true,
  type: true,
  version: true,
  correlationId: true,
  revision: true,
  state: true,
  next: true,
  paused: true,
  nextActionAt: true,
  deadline: true,
  shape: true,
  fingerprint: true,
  createdAt: true,
  updatedAt: true,
};

/** The same members; of those that are not `known` only the shape. */
const onlyKnown = (value: object, known: (name: string) => boolean): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, known(name) ? member : only(member, [], '')]),
  );

function shownEntry(entry: Entry, shown: Shown | undefined): Entry {
  if (!isKnownEvent(entry)) return onlyKnown(entry, (name) => OF_EVERY_LINE.has(name)) as unknown as Entry;
  const of = (name: string) => (shown?.replies && Object.hasOwn(shown.replies, name) ? shown.replies[name]! : []);
  const line = onlyKnown(entry, (name) => Object.hasOwn(OF_KNOWN_LINES, name));
  if ('reply' in entry) line['reply'] = only(entry.reply, of(entry.step), '');
  if ('payload' in entry) line['payload'] = only(entry.payload, of(entry.signal), '');
  if ('detail' in entry && entry.detail !== undefined) line['detail'] = shown?.words ? entry.detail : HIDDEN;
  // an operator's reason is a text for other operators
  if ('reason' in entry && !('by' in entry)) line['reason'] = shownReason(entry.reason, shown);
  if ('error' in entry) line['error'] = shownWords(entry.error, shown);
  if ('refusal' in entry && entry.refusal !== undefined) line['refusal'] = shownWords(entry.refusal, shown);
  // the reason of a pause is an operator's text
  if ('why' in entry) line['why'] = entry.pause === undefined ? shownWords(entry.why, shown) : entry.why;
  return line as unknown as Entry;
}

/** The stored saga, with only those parts of input, replies, payloads and participants' texts that its definition allows to be shown. */
export const shownRecord = ({ shown }: Pick<Definition, 'shown'>, record: SagaRecord): SagaRecord => ({
  ...(onlyKnown(record, (name) => Object.hasOwn(OF_RECORDS, name)) as unknown as SagaRecord),
  input: only(record.input, shown?.input ?? [], ''),
  journal: record.journal.map((entry) => shownEntry(entry, shown)),
});
