import { minutes, seconds } from './duration.js';
import { evolve } from './evolve.js';
import type { SagaRecord } from './journal.js';
import { definitionOf } from './known.js';
import { NotMine } from './not-mine.js';
import type { Due, EnginePorts } from './ports.js';
import { followUpDue } from './follow-up.js';
import { wake } from './wake.js';

interface Sweep {
  /** Looks at sagas whose nextActionAt passed more than this ago, milliseconds; a negative value includes sagas that are due that soon. */
  readonly graceMs?: number;
  readonly page?: number;
  /** Also wakes those that the queue would wake later, because its times are no longer reliable. */
  readonly urgent?: boolean;
}

/**
 * Wakes every saga that should have run and that nothing in the queue will wake, oldest first, page by page; returns how many. This makes a
 * lost wake-up, a lost Redis and a dead worker harmless.
 */
export async function recover(ports: EnginePorts, { page = 500, ...sweep }: Sweep = {}): Promise<number> {
  let woken = 0;
  let last: Due | undefined;
  for (;;) {
    const found = await onePage(ports, page, last, sweep);
    woken += found.woken;
    last = found.last;
    if (!last) return woken;
  }
}

/** The maximum clock difference between two processes, milliseconds: the time of a saga's change is written by its orchestrator's clock. */
const SKEW_MS = minutes(5);

/**
 * Returns a function that wakes sagas resolved by hand whose accepted cancel has no follow-up, and returns how many. Earlier releases did
 * not start the follow-up of such a saga and left nothing to wake it; one of them may still run beside this one. The first call reads
 * everything that `resolvedSince` (epoch ms) returns, each later one the changes since the last successful call.
 */
export function cancelSweeper(
  ports: EnginePorts,
  resolvedSince: (since: number) => AsyncIterable<SagaRecord>,
): () => Promise<number> {
  let since = 0;
  return async () => {
    const began = ports.now();
    let woken = 0;
    for await (const record of resolvedSince(since)) {
      if (!needsFollowUp(ports, record)) continue;
      await wake(ports, record, { why: 'sweep' });
      woken += 1;
    }
    since = began - SKEW_MS;
    return woken;
  };
}

/**
 * `recover`, spread over calls: each reads one page, and continues at once only while it finds sagas to wake. A backlog of thousands then
 * costs one page a call, and a queue that has lost everything is refilled in one.
 */
export function sweeper(ports: EnginePorts, { page = 500, ...sweep }: Sweep = {}): () => Promise<number> {
  let last: Due | undefined;
  return async () => {
    let woken = 0;
    for (;;) {
      const found = await onePage(ports, page, last, sweep);
      woken += found.woken;
      last = found.last;
      if (!last || found.woken === 0) return woken;
    }
  };
}

async function onePage(
  ports: EnginePorts,
  page: number,
  after: Due | undefined,
  { graceMs = 0, urgent = false }: Sweep,
): Promise<{ woken: number; last: Due | undefined }> {
  const now = ports.now();
  const due = await ports.journal.due(now - graceMs, page, after);
  const { queue } = ports;
  const forgotten = urgent || !queue.forgotten ? due : await queue.forgotten(due, now);
  for (const each of forgotten) {
    const early = !urgent && each.nextActionAt > now;
    await wake(ports, each, { why: urgent ? 'timer' : 'sweep', ...(early ? { priority: 'restored' as const } : {}) });
  }
  return { woken: forgotten.length, last: due.length < page ? undefined : due.at(-1) };
}

function needsFollowUp({ registry }: EnginePorts, record: SagaRecord): boolean {
  try {
    return followUpDue(evolve(definitionOf(registry, record), record)) !== undefined;
  } catch (error) {
    // a newer release wrote it, and continues it
    if (error instanceof NotMine) return false;
    throw error;
  }
}

/** Differences that occur without setting the clock: it is slewed, or the process was suspended between two readings. */
const notSet = seconds(1);

/**
 * Returns by how many milliseconds the time of day was set back since the last call, else 0. `steady` is a monotonic clock. After the clock
 * is set back, sagas that were due soon are due much later, so a sweep must look that far ahead.
 */
export function setBack(now: () => number, steady: () => number): () => number {
  let ahead = now() - steady();
  return () => {
    const before = ahead;
    ahead = now() - steady();
    return before - ahead > notSet ? before - ahead : 0;
  };
}
