import type { Entry } from './journal.js';

/** The effect of an append on the stored journal: lines are added to it, or it is replaced by an equivalent journal. */
export type Lines = { readonly add: readonly Entry[] } | { readonly replace: readonly Entry[] };

type Repeatable = Entry & {
  type: 'failed' | 'parked' | 'resumed' | 'retry-requested' | 'resolved' | 'cancel-requested' | 'compensate-requested';
};

/** A longer journal was written by a release that did not merge lines. */
const LONG = 64;

/** How many requests with different texts the end of a journal keeps separate, of each kind. */
const REQUESTS_APART = 20;

/**
 * Adds entries to a journal. After the last line that changed the saga's progress, repetitions of an event share one line with a count, so
 * that a saga that fails for weeks does not grow. The result folds to the same progress as separate lines would.
 */
export function addLines(
  journal: readonly Entry[],
  entries: readonly Entry[],
): { journal: readonly Entry[]; lines: Lines } {
  const long = journal.length > LONG;
  const start = long ? merged([], journal) : journal;
  const all = entries.some(mayRepeat) ? merged(start, entries) : [...start, ...entries];
  const added = start.length === journal.length && all.length === journal.length + entries.length;
  return { journal: all, lines: added ? { add: entries } : { replace: all } };
}

const mayRepeat = ({ type }: Entry): boolean =>
  type === 'failed' ||
  type === 'parked' ||
  type === 'resumed' ||
  type === 'retry-requested' ||
  type === 'resolved' ||
  type === 'cancel-requested' ||
  type === 'compensate-requested';

const isReopening = (entry: Entry): boolean => entry.type === 'cancel-requested' && entry.again === true;

const asksForEnd = ({ type }: Entry) => type === 'cancel-requested' || type === 'compensate-requested';

function merged(journal: readonly Entry[], entries: readonly Entry[]): Entry[] {
  const all = [...journal];
  let cancelled = all.some(asksForEnd);
  // the start of the lines that only repeat each other; the first cancel compensates the saga and is not moved
  let tail = all.length;
  const firstCancel = all.findIndex(asksForEnd);
  while (tail > 0 && mayRepeat(all[tail - 1]!) && tail - 1 !== firstCancel) tail -= 1;
  for (const entry of entries) {
    if (!mayRepeat(entry) || (asksForEnd(entry) && !cancelled)) {
      cancelled ||= asksForEnd(entry);
      all.push(entry);
      tail = all.length;
    } else addTo(all, tail, entry as Repeatable);
  }
  return all;
}

function addTo(all: Entry[], tail: number, entry: Repeatable): void {
  const found = earlier(all.slice(tail) as Repeatable[], entry);
  if (found < 0) {
    all.push(entry);
    return;
  }
  const [line] = all.splice(tail + found, 1) as [Repeatable];
  const retried = all.slice(tail + found).some((later) => later.type === 'retry-requested' || isReopening(later));
  all.push(together(line, entry, retried));
}

/** The last line of the tail that the entry repeats (earlier releases wrote a line each time); -1 when there is none. */
function earlier(tail: readonly Repeatable[], entry: Repeatable): number {
  if (entry.type === 'failed' || entry.type === 'parked' || entry.type === 'resumed') {
    const { type, step, phase } = entry;
    return tail.findLastIndex(
      (line) => line.type === type && line.step === step && line.phase === phase && isPaused(line) === isPaused(entry),
    );
  }
  const { type, by, reason } = entry;
  const like = (line: Repeatable): line is typeof entry =>
    line.type === type && isReopening(line) === isReopening(entry);
  const same = tail.findLastIndex(
    (line) => like(line) && line.by === by && line.reason === reason && bulkOf(line) === bulkOf(entry),
  );
  if (same >= 0 || tail.filter(like).length < REQUESTS_APART) return same;
  const oldest = tail.findIndex((line) => like(line) && line.by === by);
  return oldest >= 0 ? oldest : tail.findIndex(like);
}

/** Held back by a pause, whichever: of several successive ones the last counts. */
const isPaused = (entry: Entry) => entry.type === 'parked' && entry.pause !== undefined;

const bulkOf = (entry: Entry) => ('bulk' in entry ? entry.bulk : undefined);

/** Merges two lines into one. `retried`: a retry was requested between the two. */
function together(line: Repeatable, entry: Repeatable, retried: boolean): Entry {
  const count = countOf(line) + countOf(entry);
  const began = line.type === 'failed' ? line.startedAt : line.at;
  const { row: _row, ...bare } = entry;
  const refusal = refusalOf(line);
  const refused = entry.type === 'failed' && !entry.refused && refusal !== undefined ? { refusal } : {};
  const both = { ...bare, count, since: line.since ?? began, ...refused } as Repeatable;
  const row = rowOf(entry) + (retried ? 0 : rowOf(line));
  return row === count ? both : { ...both, row };
}

/** The last refusal that the line records. */
const refusalOf = (line: Entry): string | undefined =>
  line.type !== 'failed' ? undefined : line.refused ? line.error : line.refusal;

/** The number of events that a line stands for. */
export const countOf = (line: Entry): number => ('count' in line ? (line.count ?? 1) : 1);

/** How many of them came after the last requested retry. */
export const rowOf = (line: Entry & { row?: number }): number => line.row ?? countOf(line);

/**
 * The number of events that runs have recorded for the steps, each merged line with its count. Outcomes that an operator forced do not
 * count.
 */
export const workIn = (journal: readonly Entry[]): number =>
  journal.reduce((sum, entry) => ('step' in entry && !('by' in entry) ? sum + countOf(entry) : sum), 0);
