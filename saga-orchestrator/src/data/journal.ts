import { randomUUID } from 'node:crypto';
import { isDuplicateKey } from '@shop/common/mongo';
import type { Model, QueryFilter } from 'mongoose';
import type { Entry, SagaRecord, Summary } from '../engine/journal.js';
import type { Due, Journal } from '../engine/outside.js';
import { inBatches } from './batches.js';
import type { SagaDocument } from './saga.model.js';

interface Append {
  readonly id: string;
  readonly revision: number;
  readonly entries: readonly Entry[];
  readonly summary: Summary;
}

const toRecord = ({ _id, token: _token, ...rest }: SagaDocument): SagaRecord => ({ id: _id, ...rest });

/** The journal in MongoDB: each append is one compare-and-set of one document, those of one turn in one round trip. */
export function mongoJournal(sagas: Model<SagaDocument>): Journal {
  const append = inBatches((appends: readonly Append[]) => write(sagas, appends));
  return {
    async insert(saga) {
      const { id, ...rest } = saga;
      try {
        await sagas.collection.insertOne({ _id: id, ...rest, token: '' } as never);
        return { inserted: true, saga };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const stored = await sagas.findById(id).lean<SagaDocument>();
      if (!stored) throw new Error(`saga ${id} was there and is gone`);
      return { inserted: false, saga: toRecord(stored) };
    },

    async load(id) {
      const stored = await sagas.findById(id).lean<SagaDocument>();
      return stored ? toRecord(stored) : undefined;
    },

    append: (id, revision, entries, summary) => append({ id, revision, entries, summary }),

    async due(before, limit, after) {
      const filter: Record<string, unknown> = { nextActionAt: { $type: 'number', $lte: before } };
      if (after) {
        const { nextActionAt, id } = after;
        filter['$or'] = [{ nextActionAt, _id: { $gt: id } }, { nextActionAt: { $gt: nextActionAt } }];
      }
      const due = await sagas
        .find(filter as QueryFilter<SagaDocument>, { state: 1, nextActionAt: 1 })
        .sort({ nextActionAt: 1, _id: 1 })
        .limit(limit)
        .lean<{ _id: string; state: Due['state']; nextActionAt: number }[]>();
      return due.map(({ _id, state, nextActionAt }) => ({ id: _id, state, nextActionAt }));
    },

    async liveVersions() {
      const groups = await sagas.aggregate<{ _id: { type: string; version: number }; count: number }>([
        { $match: { nextActionAt: { $type: 'number' } } },
        { $group: { _id: { type: '$type', version: '$version' }, count: { $sum: 1 } } },
      ]);
      return groups.map(({ _id, count }) => ({ ..._id, count }));
    },
  };
}

async function write(sagas: Model<SagaDocument>, appends: readonly Append[]): Promise<boolean[]> {
  const updates = appends.map(({ id, revision, entries, summary }) => ({
    filter: { _id: id, revision },
    update: {
      $set: { ...summary, revision: revision + 1, token: randomUUID() },
      $push: { journal: { $each: [...entries] } },
    },
  }));
  const [only] = updates;
  if (only && updates.length === 1) {
    const { matchedCount } = await sagas.collection.updateOne(only.filter as never, only.update as never);
    return [matchedCount === 1];
  }
  const { matchedCount } = await sagas.collection.bulkWrite(updates.map((updateOne) => ({ updateOne })) as never, {
    ordered: false,
  });
  if (matchedCount === appends.length) return appends.map(() => true);
  // somebody lost a race: the saga carries the token of the append that won
  const ids = appends.map(({ id }) => id);
  const stored = await sagas.find({ _id: { $in: ids } }, { token: 1 }).lean<{ _id: string; token: string }[]>();
  const tokens = new Set(stored.map(({ token }) => token));
  return updates.map(({ update }) => tokens.has(update.$set.token));
}
