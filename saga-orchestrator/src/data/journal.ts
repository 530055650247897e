import { randomUUID } from 'node:crypto';
import { isDuplicateKey } from '@shop/common/mongo';
import type { Model, QueryFilter } from 'mongoose';
import type { Entry, SagaRecord, Summary } from '../engine/journal.js';
import type { Due, Journal } from '../engine/outside.js';
import type { LiveVersion } from '../engine/registry.js';
import { inBatches } from './batches.js';
import { Newborns } from './newborns.js';
import { LIVE, type SagaDocument } from './saga.model.js';
import { updateEach } from './updates.js';

interface Append {
  readonly id: string;
  readonly revision: number;
  readonly entries: readonly Entry[];
  readonly summary: Summary;
}

const toRecord = ({ _id, token: _token, ...rest }: SagaDocument): SagaRecord => ({ id: _id, ...rest });

/** The journal in MongoDB: each append is one compare-and-set of one document; what is asked for in one turn shares a round trip. */
export function mongoJournal(sagas: Model<SagaDocument>): Journal {
  const append = inBatches((appends: readonly Append[]) => write(sagas, appends));
  const load = inBatches((ids: readonly string[]) => read(sagas, ids));
  const newborns = new Newborns();
  const insert = inBatches((records: readonly SagaRecord[]) => create(sagas, newborns, records));
  return {
    insert,
    load,
    newborn: (id) => newborns.take(id),

    append: (id, revision, entries, summary) => {
      newborns.take(id);
      return append({ id, revision, entries, summary });
    },

    async due(before, limit, after) {
      const filter: Record<string, unknown> = { nextActionAt: { $type: 'number', $lte: before } };
      if (after) {
        const { nextActionAt, id } = after;
        filter['$or'] = [{ nextActionAt, _id: { $gt: id } }, { nextActionAt: { $gt: nextActionAt } }];
      }
      const due = await sagas
        .find(filter as QueryFilter<SagaDocument>, { type: 1, state: 1, next: 1, nextActionAt: 1 })
        .sort({ nextActionAt: 1, _id: 1 })
        .limit(limit)
        .lean<(Omit<Due, 'id'> & { _id: string })[]>();
      return due.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
    },

    liveVersions: () => liveVersions(sagas),
  };
}

/** Every type and version that has sagas with something left to do, and how many. */
export async function liveVersions(sagas: Model<SagaDocument>): Promise<LiveVersion[]> {
  const groups = await sagas.aggregate<{ _id: { type: string; version: number }; count: number }>([
    { $match: LIVE },
    { $group: { _id: { type: '$type', version: '$version' }, count: { $sum: 1 } } },
  ]);
  return groups.map(({ _id, count }) => ({ ..._id, count }));
}

async function read(sagas: Model<SagaDocument>, ids: readonly string[]): Promise<(SagaRecord | undefined)[]> {
  const stored = await sagas.collection.find<SagaDocument>({ _id: { $in: [...new Set(ids)] } } as never).toArray();
  const byId = new Map(stored.map((document) => [document._id, toRecord(document)]));
  return ids.map((id) => byId.get(id));
}

async function create(
  sagas: Model<SagaDocument>,
  newborns: Newborns,
  records: readonly SagaRecord[],
): Promise<{ inserted: boolean; saga: SagaRecord }[]> {
  // one id twice in one turn is one saga, as it is in two
  const firsts = [...new Map(records.toReversed().map((record) => [record.id, record])).values()];
  const documents = firsts.map(({ id, ...rest }) => ({ _id: id, token: '', ...rest }));
  const there = new Set<string>();
  try {
    if (documents.length === 1) await sagas.collection.insertOne(documents[0] as never);
    else await sagas.collection.insertMany(documents as never, { ordered: false });
  } catch (error) {
    for (const index of duplicatesOf(error)) there.add(firsts[index]!.id);
  }
  const mine = new Set(firsts.filter(({ id }) => !there.has(id)));
  for (const saga of mine) newborns.keep(saga);
  const stored = await (there.size > 0 ? read(sagas, [...there]) : []);
  const known = new Map([...firsts, ...stored.flatMap((each) => each ?? [])].map((saga) => [saga.id, saga]));
  return records.map((record) => ({ inserted: mine.has(record), saga: known.get(record.id) ?? record }));
}

/** Which of the inserted documents were there already. Throws the error when it says anything else, or nothing at all. */
function duplicatesOf(error: unknown): number[] {
  const { writeErrors, result } = error as {
    writeErrors?: { index: number; code: number }[] | { index: number; code: number };
    result?: { getWriteConcernError?(): unknown };
  };
  if (writeErrors === undefined && isDuplicateKey(error)) return [0];
  const refused = [writeErrors ?? []].flat();
  const unknown = refused.length === 0 || refused.some(({ code }) => code !== 11000);
  if (unknown || result?.getWriteConcernError?.()) throw error;
  return refused.map(({ index }) => index);
}

async function write(sagas: Model<SagaDocument>, appends: readonly Append[]): Promise<boolean[]> {
  const updates = appends.map(({ id, revision, entries, summary }) => ({
    filter: { _id: id, revision },
    update: {
      $set: { revision: revision + 1, token: randomUUID(), ...summary },
      $push: { journal: { $each: [...entries] } },
    },
  }));
  const matched = await updateEach(sagas, updates);
  if (matched === appends.length) return appends.map(() => true);
  // somebody lost a race: the saga carries the token of the append that won
  const ids = appends.map(({ id }) => id);
  const stored = await sagas.find({ _id: { $in: ids } }, { token: 1 }).lean<{ _id: string; token: string }[]>();
  const tokens = new Set(stored.map(({ token }) => token));
  return updates.map(({ update }) => tokens.has(update.$set.token));
}
