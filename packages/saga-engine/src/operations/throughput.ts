import { hours, minutes } from '@shop/common/time';
import type { Finished, SagaRepository } from '../mongo/sagas.repository.js';

/** Sagas that finished within one minute, starting at `at` (epoch milliseconds). */
interface Minute {
  readonly at: number;
  readonly completed: number;
  readonly compensated: number;
  readonly other: number;
}

/** How fast sagas finish. */
export interface Throughput {
  /** The last hour, oldest first, empty minutes included. */
  readonly finishedPerMinute: readonly Minute[];
  /** From start to end, waits included, of the sagas that finished last; milliseconds. */
  readonly latencyMs: { readonly count: number; readonly p50: number | null; readonly p99: number | null };
}

const LAST = 200;
const MINUTE = minutes(1);
/** A saga is stored shortly after its timestamp. */
const LATE = MINUTE / 6;

/** Returns how fast sagas finish, from the journal; past minutes are counted once and cached. */
export function throughput(sagas: SagaRepository, now: () => number): () => Promise<Throughput> {
  const known = new Map<number, Minute>();
  return async () => {
    const at = now();
    const starts = minutesBefore(at);
    const open = starts.find((start) => !known.has(start))!;
    const counts = new Map<number, Minute>();
    for await (const saga of sagas.findFinishedSince(open)) count(counts, saga);
    for (const start of known.keys()) if (start < starts[0]!) known.delete(start);
    const minutes = starts.map((start) => known.get(start) ?? counts.get(start) ?? none(start));
    for (const minute of minutes) if (minute.at + MINUTE + LATE < at) known.set(minute.at, minute);
    const latest = await sagas.findLastFinished(LAST);
    return { finishedPerMinute: minutes, latencyMs: latencyOf(latest) };
  };
}

function minutesBefore(at: number): number[] {
  const current = Math.floor(at / MINUTE) * MINUTE;
  const many = hours(1) / MINUTE;
  return Array.from({ length: many }, (_, index) => current - (many - 1 - index) * MINUTE);
}

const none = (at: number): Minute => ({ at, completed: 0, compensated: 0, other: 0 });

function count(counts: Map<number, Minute>, { state, updatedAt }: Finished): void {
  const at = Math.floor(updatedAt / MINUTE) * MINUTE;
  const minute = counts.get(at) ?? none(at);
  const what = state === 'COMPLETED' ? 'completed' : state === 'COMPENSATED' ? 'compensated' : 'other';
  counts.set(at, { ...minute, [what]: minute[what] + 1 });
}

function latencyOf(sagas: readonly Finished[]): Throughput['latencyMs'] {
  const took = sagas.map(({ createdAt, updatedAt }) => updatedAt - createdAt).toSorted((a, b) => a - b);
  const quantile = (share: number) => took[Math.max(0, Math.ceil(took.length * share) - 1)] ?? null;
  return { count: took.length, p50: quantile(0.5), p99: quantile(0.99) };
}
