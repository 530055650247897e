import { pause, seconds } from '@shop/common/time';
import type { SagaView } from '../engine/view.js';

/** What a caller of Start or Signal waits for. */
export type Until = 'ACCEPTED' | 'STARTED' | 'RESTED';

const ENDED = ['COMPLETED', 'COMPENSATED', 'RESOLVED'];

/** Whether a saga is where the caller wants it: its first step answered, or nothing more to be expected at once. */
export function reached(saga: SagaView, until: Until): boolean {
  if (until === 'ACCEPTED' || ENDED.includes(saga.state)) return true;
  if (until === 'STARTED') return !['pending', 'running'].includes(saga.steps[0]?.status ?? 'pending');
  const waitsForSignal = saga.steps.some(({ kind, status }) => kind === 'wait' && status === 'waiting');
  return waitsForSignal || retriesAfterPivot(saga);
}

// the outcome is settled by then; only when it is carried out is not
function retriesAfterPivot({ steps }: SagaView): boolean {
  const pivot = steps.findIndex(({ kind }) => kind === 'pivot');
  return (
    pivot >= 0 &&
    steps[pivot]?.status === 'done' &&
    steps.slice(pivot + 1).some(({ status, error }) => status !== 'done' && error !== undefined)
  );
}

/** Told of every change of a saga, by this process or by another; wakes those who wait for one. */
export class Settling {
  readonly #waiting = new Map<string, Set<(saga?: SagaView) => void>>();

  /** A saga changed; with the view when it is known here. */
  changed(id: string, saga?: SagaView): void {
    for (const tell of this.#waiting.get(id) ?? []) tell(saga);
  }

  /**
   * The saga once it is where the caller wants it, or as it is after `ms` milliseconds. Broadcasts may be lost, so the
   * journal is read again every second.
   */
  async wait(
    id: string,
    until: Until,
    ms: number,
    load: () => Promise<SagaView>,
  ): Promise<{ saga: SagaView; reached: boolean }> {
    const deadline = Date.now() + ms;
    let saga = await load();
    while (!reached(saga, until)) {
      const left = deadline - Date.now();
      if (left <= 0) return { saga, reached: false };
      saga = (await this.next(id, Math.min(left, seconds(1)))) ?? (await load());
    }
    return { saga, reached: true };
  }

  /** Resolves with the next change of a saga (with its view when known here), or after `ms` milliseconds. */
  next(id: string, ms: number): Promise<SagaView | undefined> {
    const stop = new AbortController();
    const all = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, all);
    let told: SagaView | undefined;
    const tell = (saga?: SagaView) => {
      told = saga;
      stop.abort();
    };
    all.add(tell);
    return pause(ms, stop.signal).then(() => {
      all.delete(tell);
      if (all.size === 0) this.#waiting.delete(id);
      return told;
    });
  }
}
