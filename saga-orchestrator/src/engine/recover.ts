import { seconds } from './duration.js';
import { evolve } from './evolve.js';
import type { SagaRecord } from './journal.js';
import type { Due, Outside } from './outside.js';
import { followUpDue } from './progress.js';
import { wake } from './wake.js';

/**
 * Wakes every saga whose nextActionAt passed more than `graceMs` ago, page by page; answers how many. For the boot
 * (grace 0) and a timer: this is what makes a lost knock, a lost Redis and a dead worker harmless.
 */
export async function recover(outside: Outside, { graceMs = 0, page = 500 } = {}): Promise<number> {
  const before = outside.now() - graceMs;
  let woken = 0;
  let last: Due | undefined;
  for (;;) {
    const due = await outside.journal.due(before, page, last);
    for (const each of due) await wake(outside, each, { why: 'sweep' });
    woken += due.length;
    last = due.at(-1);
    if (due.length < page || !last) return woken;
  }
}

/**
 * Wakes the sagas among those that were resolved by hand whose accepted cancel nothing has followed; answers how many. Releases before
 * the follow-up was started for such a saga left them with nothing to wake them.
 */
export async function wakeOwedCancels(outside: Outside, resolved: AsyncIterable<SagaRecord>): Promise<number> {
  let woken = 0;
  for await (const record of resolved) {
    const definition = outside.registry.all.find(
      ({ name, version }) => name === record.type && version === record.version,
    );
    if (!definition || !followUpDue(evolve(definition, record))) continue;
    await wake(outside, record, { why: 'sweep' });
    woken += 1;
  }
  return woken;
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
