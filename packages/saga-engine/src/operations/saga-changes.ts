import { seconds, steadyNow } from '@shop/common/time';
import { isEnded } from '../core/journal.js';
import type { SagaView } from '../core/view.js';

/** The state that a caller of Start or Signal waits for. */
export type Until = 'ACCEPTED' | 'STARTED' | 'RESTED';

/** Whether a saga has reached that state: its first step is answered, or nothing more is to be expected soon. */
function reached(saga: SagaView, until: Until): boolean {
  if (until === 'ACCEPTED' || isEnded(saga.state)) return true;
  if (until === 'STARTED') return !['pending', 'running'].includes(saga.steps[0]?.status ?? 'pending');
  const waitsForSignal = saga.steps.some(({ kind, status }) => kind === 'wait' && status === 'waiting');
  return waitsForSignal || retriesAfterPivot(saga);
}

// the outcome is certain then, but not when it is carried out
function retriesAfterPivot({ steps }: SagaView): boolean {
  const pivot = steps.findIndex(({ kind }) => kind === 'pivot');
  return (
    pivot >= 0 &&
    steps[pivot]?.status === 'done' &&
    steps.slice(pivot + 1).some(({ status, error }) => status !== 'done' && error !== undefined)
  );
}

type Listener = (revision: number, saga?: SagaView) => void;

/** Is notified of every change of a saga, by this process or by another, and wakes the calls that wait for one. */
export class SagaChanges {
  readonly #waiting = new Map<string, Set<Listener>>();

  /** A saga changed to this revision; with the view when it is known here. A repeated notification changes nothing. */
  notify(id: string, revision: number, saga?: SagaView): void {
    for (const listener of this.#waiting.get(id) ?? []) listener(revision, saga);
  }

  /**
   * Resolves with the saga once it has reached the state, or as it is after `ms` milliseconds; `saga` is its current view. Broadcasts may
   * be lost, so the journal is read again every second.
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
   * Resolves with the next change after the given revision, or after `ms` milliseconds; with its view when that is known here, and then
   * only if it is `wanted`. Undefined: the caller has to read the saga.
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
        // this process receives its own changes as broadcasts too
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
