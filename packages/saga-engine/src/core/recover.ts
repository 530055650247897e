import { minutes, seconds } from './duration.js';
import { evolve } from './evolve.js';
import type { SagaRecord } from './journal.js';
import { definitionOf } from './known.js';
import { NotMine } from './not-mine.js';
import type { Due, EnginePorts } from './ports.js';
import { followUpDue } from './follow-up.js';
import { wake } from './wake.js';

interface Sweep {
  /** Looks at sagas whose nextActionAt passed more than this ago, milliseconds; less than 0: at those that come due so soon. */
  readonly graceMs?: number;
  readonly page?: number;
  /** Wakes those too that the queue would wake later: its times can no longer be relied on. */
  readonly urgent?: boolean;
}

/**
 * Wakes every saga that should have run and that nothing in the queue will wake, oldest first, page by page; answers how
 * many. This is what makes a lost wake-up, a lost Redis and a dead worker harmless.
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

/** How far the clocks of two processes may be apart, milliseconds: an orchestrator writes when a saga changed by its own. */
const SKEW_MS = minutes(5);

/**
 * Returns a function that wakes sagas resolved by hand whose accepted cancel has no follow-up, and answers how many. Earlier releases
 * did not start the follow-up of such a saga and left nothing to wake it; one of them may still run beside this one. The first call
 * reads everything that `resolvedSince` (epoch ms) gives, each later one what changed since the last that succeeded.
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
 * `recover`, spread over calls: each looks at one page, and goes on at once only while it finds sagas to wake. So a backlog
 * of thousands costs one page a call, and a queue that has lost everything is filled again in one.
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
    // a newer release wrote it, and looks after it
    if (error instanceof NotMine) return false;
    throw error;
  }
}

/** What a clock loses without having been set: it is slewed, or its process stood still between two looks. */
const notSet = seconds(1);

/**
 * Answers by how many milliseconds the time of day was set back since it was asked last, else 0. `steady` is a clock that
 * is never set. What was due soon before the clock was set back is far off after it, so a sweep must look that far ahead.
 */
export function setBack(now: () => number, steady: () => number): () => number {
  let ahead = now() - steady();
  return () => {
    const before = ahead;
    ahead = now() - steady();
    return before - ahead > notSet ? before - ahead : 0;
  };
}
