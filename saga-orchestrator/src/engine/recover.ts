import type { Due, Outside } from './outside.js';
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
