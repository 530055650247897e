import type { Definition, Shown } from './definition.js';
import { isKnownEvent } from './event-kinds.js';
import type { Entry, SagaRecord } from './journal.js';

/** What stands for whatever a definition does not say may be shown. */
export const HIDDEN = '[redacted]';

/**
 * The same data, of which only what stands at these paths is shown; its shape stays. A name with a dot in it, or none at all, is no part
 * of a path: nothing at or below it is shown.
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

/** What may be shown of a text that may have come from a participant: all of it, or the code that it begins with if it says a refusal. */
export const shownWords = (text: string, shown: Shown | undefined): string =>
  shown?.words ? text : (/^refused: [A-Z][A-Z0-9_]*/.exec(text)?.[0] ?? HIDDEN);

/** What every line of a journal has, also one that only a newer release knows. */
const OF_EVERY_LINE = new Set(['type', 'at', 'step', 'phase', 'attempt', 'startedAt']);

function shownEntry(entry: Entry, shown: Shown | undefined): Entry {
  if (!isKnownEvent(entry))
    return Object.fromEntries(
      Object.entries(entry).map(([name, member]) => [name, OF_EVERY_LINE.has(name) ? member : only(member, [], '')]),
    ) as unknown as Entry;
  const of = (name: string) => (shown?.replies && Object.hasOwn(shown.replies, name) ? shown.replies[name]! : []);
  const line = { ...entry } as Record<string, unknown>;
  if ('reply' in entry) line['reply'] = only(entry.reply, of(entry.step), '');
  if ('payload' in entry) line['payload'] = only(entry.payload, of(entry.signal), '');
  if ('detail' in entry && entry.detail !== undefined) line['detail'] = shown?.words ? entry.detail : HIDDEN;
  if ('error' in entry) line['error'] = shownWords(entry.error, shown);
  if (entry.type === 'parked' && entry.pause === undefined) line['why'] = shownWords(entry.why, shown);
  return line as unknown as Entry;
}

/** The saga as it is stored, of which only what its definition names is shown of input, replies, payloads and participants' words. */
export const shownRecord = ({ shown }: Pick<Definition, 'shown'>, record: SagaRecord): SagaRecord => ({
  ...record,
  input: only(record.input, shown?.input ?? [], ''),
  journal: record.journal.map((entry) => shownEntry(entry, shown)),
});
