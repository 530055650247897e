import type { SagaRecord } from '../core/journal.js';

/** Much shorter than the time after which another process may take over a run. */
const KEPT_MS = 1_000;

/** The sagas that this process has just inserted. Each is returned once, and only within a second. */
export class RecentInserts {
  readonly #kept = new Map<string, SagaRecord>();

  keep(saga: SagaRecord): void {
    for (const [id, { createdAt }] of this.#kept) {
      if (createdAt > Date.now() - KEPT_MS) break;
      this.#kept.delete(id);
    }
    this.#kept.set(saga.id, saga);
  }

  take(id: string): SagaRecord | undefined {
    const saga = this.#kept.get(id);
    if (!saga) return undefined;
    this.#kept.delete(id);
    return saga.createdAt > Date.now() - KEPT_MS ? saga : undefined;
  }
}
