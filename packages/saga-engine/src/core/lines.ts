import type { Entry } from './journal.js';

/** What an append does to the stored journal: lines are added to it, or it is replaced by a journal that means the same. */
export type Lines = { readonly add: readonly Entry[] } | { readonly replace: readonly Entry[] };

type Repeatable = Entry & {
  type: 'failed' | 'parked' | 'resumed' | 'retry-requested' | 'resolved' | 'cancel-requested' | 'compensate-requested';
};

/** A journal that is longer was written by a release that did not merge. */
const LONG = 64;

/** Requests with different words that the end of a journal keeps apart, of each kind. */
const REQUESTS_APART = 20;

/**
 * Adds entries to a journal. At its end, behind everything that changed where the saga stands, a thing that is repeated has one
 * line, with a count: a saga that fails for weeks does not grow. The result folds to the same as if each had a line of its own.
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
  // where the lines begin that only repeat each other; the first cancel compensates the saga and stays where it is
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

/** The last line of the tail that the entry repeats (releases before wrote one each time); -1 when there is none. */
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

/** Held back by a pause, whichever: of several that came one after the other the last counts. */
const isPaused = (entry: Entry) => entry.type === 'parked' && entry.pause !== undefined;

const bulkOf = (entry: Entry) => ('bulk' in entry ? entry.bulk : undefined);

/** One line for both. `retried`: somebody asked for a retry between the two. */
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

/** The last definite no that the line tells of. */
const refusalOf = (line: Entry): string | undefined =>
  line.type !== 'failed' ? undefined : line.refused ? line.error : line.refusal;

/** How many things a line stands for. */
export const countOf = (line: Entry): number => ('count' in line ? (line.count ?? 1) : 1);

/** How many of them came after the last time that somebody asked for a retry. */
export const rowOf = (line: Entry & { row?: number }): number => line.row ?? countOf(line);

/**
 * How much was done for the steps, in lines as they were before they were merged: what a run adds to. What an operator said of a step
 * was not done by a run.
 */
export const workIn = (journal: readonly Entry[]): number =>
  journal.reduce((sum, entry) => ('step' in entry && !('by' in entry) ? sum + countOf(entry) : sum), 0);
