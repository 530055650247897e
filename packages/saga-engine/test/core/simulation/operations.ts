import type { BulkDocument, BulkPlace } from '../../../dist/mongo/bulk.model.js';
import type { SagaRecord } from '../../../dist/core/journal.js';
import type { Pauses } from '../../../dist/core/ports.js';
import type { BulkWorkerParts } from '../../../dist/operations/bulk-worker.js';
import { lives } from './lengths.js';

/** Bulk operations in memory, with the sagas of each. */
export class MemoryBulk {
  readonly all: BulkDocument[] = [];
  readonly given = new Map<string, Set<string>>();
  readonly #sagas: ReadonlyMap<string, SagaRecord>;

  constructor(sagas: ReadonlyMap<string, SagaRecord>) {
    this.#sagas = sagas;
  }

  begin(wish: Pick<BulkDocument, '_id' | 'action' | 'createdAt'> & Partial<BulkDocument>): void {
    const begun = { filter: {}, by: 'root', matched: 0, done: 0, failed: 0, examples: [], state: 'RUNNING' } as const;
    const unowned = { cursor: null, batch: null, owner: '', leaseUntil: 0, doneAt: null };
    this.all.push({ ...begun, examples: [], ...unowned, reason: wish._id, ...wish });
  }

  readonly operations: BulkWorkerParts['operations'] = {
    lease: (owner, now, leaseUntil) => {
      const found = this.all.find((each) => each.state === 'RUNNING' && each.leaseUntil <= now);
      if (!found) return Promise.resolve(null);
      return Promise.resolve({ ...Object.assign(found, { owner, leaseUntil }) });
    },
    save: ({ _id, owner }, set, { done, failed } = { done: 0, failed: 0 }) => {
      const found = this.all.find((each) => each._id === _id && each.owner === owner);
      if (!found) return Promise.resolve(false);
      Object.assign(found, set, { done: found.done + done, failed: found.failed + failed });
      const given = this.given.get(_id) ?? new Set();
      for (const id of set.batch?.ids ?? []) given.add(id);
      this.given.set(_id, given);
      return Promise.resolve(true);
    },
  };

  readonly sagas: BulkWorkerParts['sagas'] = {
    findMatching: (_registry, _filter, upTo, after) => {
      const behind = ({ createdAt, id }: BulkPlace) =>
        !after || createdAt > after.createdAt || (createdAt === after.createdAt && id > after.id);
      const [next] = [...this.#sagas.values()]
        .filter((saga) => lives(saga) && saga.createdAt <= upTo && behind(saga))
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
      // one saga per batch, so that there are several batches
      return Promise.resolve({
        ids: next ? [next.id] : [],
        cursor: next ? { createdAt: next.createdAt, id: next.id } : after,
      });
    },
  };
}

interface SimulatedPause {
  readonly id: string;
  readonly participant?: string;
  readonly step?: string;
  readonly begun: number;
  ended: boolean;
}

/** Pauses that every process knows at once. */
export class SimulatedPauses implements Pauses {
  readonly all: SimulatedPause[] = [];

  begin(pause: Pick<SimulatedPause, 'id' | 'participant' | 'step' | 'begun'>): SimulatedPause {
    const begun = { ...pause, ended: false };
    this.all.push(begun);
    return begun;
  }

  holding(about: { step: string; participant: string }): { id: string; reason: string; begun: number } | undefined {
    const found = this.all.find(
      ({ ended, step, participant }) =>
        !ended && (step ?? about.step) === about.step && (participant ?? about.participant) === about.participant,
    );
    return found && { id: found.id, reason: 'simulated', begun: found.begun };
  }

  isActive(id: string): boolean {
    return this.all.some((pause) => pause.id === id && !pause.ended);
  }
}
