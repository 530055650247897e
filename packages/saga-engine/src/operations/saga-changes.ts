import { seconds, steadyNow } from '@shop/common/time';
import type { SagaView } from '../core/view.js';

/** What a caller of Start or Signal waits for. */
export type Until = 'ACCEPTED' | 'STARTED' | 'RESTED';

const ENDED = ['COMPLETED', 'COMPENSATED', 'RESOLVED'];

/** Whether a saga is where the caller wants it: its first step answered, or nothing more to be expected at once. */
function reached(saga: SagaView, until: Until): boolean {
  if (until === 'ACCEPTED' || ENDED.includes(saga.state)) return true;
  if (until === 'STARTED') return !['pending', 'running'].includes(saga.steps[0]?.status ?? 'pending');
  const waitsForSignal = saga.steps.some(({ kind, status }) => kind === 'wait' && status === 'waiting');
  return waitsForSignal || retriesAfterPivot(saga);
}

// the outcome is certain by then; when it is carried out is not
function retriesAfterPivot({ steps }: SagaView): boolean {
  const pivot = steps.findIndex(({ kind }) => kind === 'pivot');
  return (
    pivot >= 0 &&
    steps[pivot]?.status === 'done' &&
    steps.slice(pivot + 1).some(({ status, error }) => status !== 'done' && error !== undefined)
  );
}

type Listener = (revision: number, saga?: SagaView) => void;

/** Is notified of every change of a saga, by this process or by another, and wakes those who wait for one. */
export class SagaChanges {
  readonly #waiting = new Map<string, Set<Listener>>();

  /** A saga changed to this revision; with the view when it is known here. A repeated notification changes nothing. */
  notify(id: string, revision: number, saga?: SagaView): void {
    for (const listener of this.#waiting.get(id) ?? []) listener(revision, saga);
  }

  /**
   * The saga once it is where the caller wants it, or as it is after `ms` milliseconds; `saga` is how it stands now.
   * Broadcasts may be lost, so the journal is read again every second.
   */
  async awaitState(
    saga: SagaView,
    until: Until,
    ms: number,
    load: () => Promise<SagaView>,
  ): Promise<{ saga: SagaView; reached: boolean }> {
    const deadline = steadyNow() + ms;
    const there = (now: SagaView) => reached(now, until);
    while (!there(saga)) {
      const left = deadline - steadyNow();
      if (left <= 0) return { saga, reached: false };
      saga = (await this.next(saga, Math.min(left, seconds(1)), there)) ?? (await load());
    }
    return { saga, reached: true };
  }

  /**
   * Resolves with the next change after the revision named, or after `ms` milliseconds; with its view when that is known
   * here, and then only if it is `wanted`. Undefined: somebody has to look.
   */
  next(
    { id, revision: since }: Pick<SagaView, 'id' | 'revision'>,
    ms: number,
    wanted: (saga: SagaView) => boolean = () => true,
  ): Promise<SagaView | undefined> {
    const all = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, all);
    return new Promise((resolve) => {
      let seen = since;
      const end = (saga?: SagaView) => {
        clearTimeout(timer);
        all.delete(listener);
        if (all.size === 0 && this.#waiting.get(id) === all) this.#waiting.delete(id);
        resolve(saga);
      };
      const listener: Listener = (revision, saga) => {
        // what this process did comes back to it as a broadcast
        if (revision <= seen) return;
        if (!saga || wanted(saga)) return end(saga);
        seen = revision;
      };
      const timer = setTimeout(end, ms);
      timer.unref();
      all.add(listener);
    });
  }
}
