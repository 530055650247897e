import { Documents, type Filter } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { newestFirst } from '@shop/common/mongo/newest-first';
import type { Model } from 'mongoose';
import type { SagaRecord, SagaState } from '../core/journal.js';
import type { DatedVersion, Registry } from '../core/registry.js';
import { countMatching, nextMatching } from './bulk-scan.js';
import type { BulkFilter, BulkPlace } from './bulk.model.js';
import { LIVE, type SagaDocument } from './saga.model.js';

/** A summary of one saga. Times are epoch milliseconds. */
export type SagaHead = Pick<SagaDocument, 'type' | 'correlationId' | 'state' | 'createdAt' | 'updatedAt'> & {
  readonly id: string;
  readonly nextActionAt: number | null;
};
/** The parts of an ended saga that show how fast it was. */
export type Finished = Pick<SagaDocument, 'state' | 'createdAt' | 'updatedAt'>;
/** The data for waking a saga. */
export type Resting = Pick<SagaRecord, 'id' | 'type' | 'state' | 'next'>;

type SagaKind = Pick<DatedVersion, 'type' | 'version'>;

/** The filter of a list. */
export interface SagaFilter extends PageQuery {
  state?: string;
  type?: string;
  /** The subject of the sagas. */
  correlationId?: string;
  /** The owner of the sagas; without an `ownerField` no saga has an owner. */
  owner?: string;
}

const HEAD = { type: 1, correlationId: 1, state: 1, createdAt: 1, updatedAt: 1, nextActionAt: 1 } as const;
const ENDED = { nextActionAt: { $type: 'null' } } as const;
const overdue = (before: number) => ({ nextActionAt: { $type: 'number', $lte: before } });

/** Queries over many sagas; each is served by an index. Single sagas are read and written by the journal. */
export class SagaRepository {
  readonly #sagas: Documents<SagaDocument>;
  readonly #ownerField: string | undefined;

  constructor(model: Model<SagaDocument>, ownerField?: string) {
    this.#ownerField = ownerField;
    this.#sagas = new Documents(model);
  }

  /** A page, newest first, with the journals. Throws 422 for a cursor of another list. */
  async list({ state, type, correlationId, owner, ...query }: SagaFilter): Promise<Page<SagaRecord>> {
    if (owner && !this.#ownerField) return { items: [], nextCursor: null };
    const filter = {
      ...(state ? { state } : {}),
      ...(type ? { type } : {}),
      ...(correlationId ? { correlationId } : {}),
      ...(owner ? { [`input.${this.#ownerField}`]: owner } : {}),
    };
    const { items, nextCursor } = await newestFirst(this.#sagas, filter, query, { hidden: ['token'], time: Number });
    return { items: items.map(({ _id: id, ...rest }) => ({ id, ...rest })), nextCursor };
  }

  countInState(state: SagaState): Promise<number> {
    return this.#sagas.count({ state });
  }

  countOfType(type: string): Promise<number> {
    return this.#sagas.count({ type });
  }

  /** The number of sagas whose next action was due before then. */
  countOverdue(before: number): Promise<number> {
    return this.#sagas.count(overdue(before));
  }

  /** The saga whose next action, due before then, is the longest overdue. */
  findMostOverdue(before: number): Promise<SagaHead | null> {
    return this.#findHead(overdue(before), { nextActionAt: 1, _id: 1 });
  }

  /** When the earliest next action is due; null when nothing is left to do. */
  async findNextActionAt(): Promise<number | null> {
    return (await this.#findHead(LIVE, { nextActionAt: 1, _id: 1 }))?.nextActionAt ?? null;
  }

  findOldestInState(state: SagaState): Promise<SagaHead | null> {
    return this.#findHead({ state }, { createdAt: 1, _id: 1 });
  }

  /** Every type and version that has sagas with something left to do, how many, and since when. */
  countLiveVersions(): Promise<DatedVersion[]> {
    return this.#countVersions(LIVE);
  }

  /** The same for sagas whose journal has a line of a kind other than these. */
  countLiveWithOtherEvents(kinds: readonly string[]): Promise<DatedVersion[]> {
    return this.#countVersions({ ...LIVE, journal: { $elemMatch: { type: { $nin: kinds } } } });
  }

  async #countVersions(filter: Filter): Promise<DatedVersion[]> {
    const groups = await this.#sagas.aggregate<Omit<DatedVersion, 'type' | 'version'> & { _id: SagaKind }>([
      { $match: filter },
      { $group: { _id: { type: '$type', version: '$version' }, count: { $sum: 1 }, oldest: { $min: '$createdAt' } } },
    ]);
    return groups.map(({ _id, count, oldest }) => ({ ..._id, count, oldest }));
  }

  /** Every saga that rests for this pause. */
  async *findPaused(pause: string): AsyncGenerator<Resting> {
    const fields = { type: 1, state: 1, next: 1 } as const;
    for await (const { _id: id, ...rest } of this.#sagas.find({ ...LIVE, paused: pause }, { fields }))
      yield { id, ...rest };
  }

  /** Every saga that was ended by hand, has nothing left to do, and was changed since then (epoch ms). */
  async *findResolved(since: number): AsyncGenerator<SagaRecord> {
    const filter = { ...ENDED, state: 'RESOLVED', updatedAt: { $gte: since } } as const;
    for await (const { _id: id, token: _token, ...rest } of this.#sagas.find(filter)) yield { id, ...rest };
  }

  /** Sagas that ended since then, in no order. */
  findFinishedSince(since: number): AsyncIterable<Finished> {
    return this.#sagas.find({ ...ENDED, updatedAt: { $gte: since } }, { fields: FINISHED });
  }

  /** The sagas that ended last, latest first. */
  findLastFinished(limit: number): Promise<Finished[]> {
    return this.#sagas.find(ENDED, { fields: FINISHED, sort: { updatedAt: -1 }, limit }).toArray();
  }

  /** Deletes sagas that ended before then and have not changed since; returns how many. */
  forgetEndedBefore(cutoff: number): Promise<number> {
    return this.#sagas.deleteMany({ ...ENDED, updatedAt: { $lt: cutoff } });
  }

  /** The number of sagas, created until then, that a bulk operation's filter matches. */
  countMatching(registry: Registry, filter: BulkFilter, upTo: number): Promise<number> {
    return countMatching(this.#sagas, registry, filter, upTo);
  }

  /** The next sagas after `after` that it matches, oldest first, and how far the search went. */
  findMatching(
    registry: Registry,
    filter: BulkFilter,
    upTo: number,
    after: BulkPlace | null,
    wanted: number,
  ): Promise<{ ids: string[]; cursor: BulkPlace | null }> {
    return nextMatching(this.#sagas, registry, filter, upTo, after, wanted);
  }

  async #findHead(filter: Filter, sort: Readonly<Record<string, 1 | -1>>): Promise<SagaHead | null> {
    const found = await this.#sagas.findOne(filter, { fields: HEAD, sort });
    if (!found) return null;
    const { _id: id, ...rest } = found;
    return { id, ...rest };
  }
}

const FINISHED = { state: 1, createdAt: 1, updatedAt: 1 } as const;
