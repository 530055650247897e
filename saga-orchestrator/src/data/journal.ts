import { randomUUID } from 'node:crypto';
import { unavailable } from '@shop/common/errors';
import { isDuplicateKey } from '@shop/common/mongo';
import mongoose, { type Model, type QueryFilter } from 'mongoose';
import type { SagaRecord, Summary } from '../engine/journal.js';
import type { Lines } from '../engine/lines.js';
import type { Due, Journal } from '../engine/outside.js';
import type { LiveVersion } from '../engine/registry.js';
import { eachAlone, Failed, inBatches } from './batches.js';
import { Newborns } from './newborns.js';
import { LIVE, type SagaDocument } from './saga.model.js';
import { updateEach } from './updates.js';

interface Append {
  readonly id: string;
  readonly revision: number;
  readonly lines: Lines;
  readonly summary: Summary;
  /** Names this append in the stored saga. */
  readonly token: string;
}

const toRecord = ({ _id, token: _token, ...rest }: SagaDocument): SagaRecord => ({ id: _id, ...rest });

/** A type and version that some orchestrator which is up can run. */
export type KnownVersion = Pick<LiveVersion, 'type' | 'version'>;

/**
 * The journal in MongoDB: each append is one compare-and-set of one document; what is asked for in one turn shares a round trip.
 * Of the sagas that are due only those are found that are `known`; all of them without it.
 */
export function mongoJournal(sagas: Model<SagaDocument>, known?: () => readonly KnownVersion[]): Journal {
  const append = inBatches((appends: readonly Append[]) => eachAlone(appends, (some) => write(sagas, some), isAway));
  const load = inBatches((ids: readonly string[]) => read(sagas, ids));
  const newborns = new Newborns();
  const insert = inBatches((records: readonly SagaRecord[]) =>
    eachAlone(records, (some) => create(sagas, newborns, some), mayHaveBeenSent),
  );
  return {
    insert,
    load,
    newborn: (id) => newborns.take(id),

    append: (id, revision, lines, summary) => {
      newborns.take(id);
      return append({ id, revision, lines, summary, token: randomUUID() });
    },

    async due(before, limit, after) {
      const filter: Record<string, unknown> = { nextActionAt: { $type: 'number', $lte: before } };
      if (after) {
        const { nextActionAt, id } = after;
        filter['$or'] = [{ nextActionAt, _id: { $gt: id } }, { nextActionAt: { $gt: nextActionAt } }];
      }
      // what nobody knows must not be woken every second
      if (known) filter['$and'] = [{ $or: known().map(({ type, version }) => ({ type, version })) }];
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

/** Whether some of a batch of inserts may have been made: made again, they would look like somebody else's. */
const mayHaveBeenSent = (error: unknown): boolean =>
  isAway(error) ||
  error instanceof mongoose.mongo.MongoBulkWriteError ||
  error instanceof mongoose.mongo.MongoServerError;

/** Whether nobody answered: it is not one item's fault, and asking for each alone would only take longer. */
const isAway = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoNetworkError ||
  error instanceof mongoose.mongo.MongoServerSelectionError ||
  error instanceof mongoose.mongo.MongoNotConnectedError;

/** Every type and version that has sagas with something left to do, and how many. */
export async function liveVersions(sagas: Model<SagaDocument>): Promise<LiveVersion[]> {
  const groups = await sagas.aggregate<{ _id: { type: string; version: number }; count: number }>([
    { $match: LIVE },
    { $group: { _id: { type: '$type', version: '$version' }, count: { $sum: 1 } } },
  ]);
  return groups.map(({ _id, count }) => ({ ..._id, count }));
}

/** Every saga that was ended by hand and has nothing left to do. */
export async function* resolvedSagas(sagas: Model<SagaDocument>): AsyncGenerator<SagaRecord> {
  const found = sagas.collection.find<SagaDocument>({ state: 'RESOLVED', nextActionAt: null } as never);
  for await (const document of found) yield toRecord(document);
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
): Promise<({ inserted: boolean; saga: SagaRecord } | Failed)[]> {
  // one id twice in one turn is one saga, as it is in two
  const firsts = [...new Map(records.toReversed().map((record) => [record.id, record])).values()];
  const documents = firsts.map(({ id, ...rest }) => ({ _id: id, token: '', ...rest }));
  const there = new Set<string>();
  const failed = new Map<string, Failed>();
  try {
    if (documents.length === 1) await sagas.collection.insertOne(documents[0] as never);
    else await sagas.collection.insertMany(documents as never, { ordered: false });
  } catch (error) {
    for (const { index, code, ...refused } of refusedOf(error)) {
      const { id } = firsts[index]!;
      if (code === DUPLICATE_KEY) there.add(id);
      else failed.set(id, new Failed(refused.err ?? error));
    }
  }
  const mine = new Set(firsts.filter(({ id }) => !there.has(id) && !failed.has(id)));
  for (const saga of mine) newborns.keep(saga);
  const stored = await (there.size > 0 ? read(sagas, [...there]) : []);
  const known = new Map([...mine, ...stored.flatMap((each) => each ?? [])].map((saga) => [saga.id, saga]));
  return records.map((record) => {
    const saga = known.get(record.id);
    // there, says the store, and cannot be read yet: a new primary learns a little later what is committed
    return failed.get(record.id) ?? (saga ? { inserted: mine.has(record), saga } : new Failed(notReadable(record.id)));
  });
}

const notReadable = (id: string) => unavailable(`Saga ${id} cannot be read yet; try again shortly.`);

const DUPLICATE_KEY = 11_000;
interface Refused {
  readonly index: number;
  readonly code: number;
  readonly err?: unknown;
}

/** Which of the inserted documents the store refused. Throws the error when it says anything else, or nothing at all. */
function refusedOf(error: unknown): Refused[] {
  const { writeErrors, result } = error as {
    writeErrors?: Refused[] | Refused;
    result?: { getWriteConcernError?(): unknown };
  };
  if (writeErrors === undefined && isDuplicateKey(error)) return [{ index: 0, code: DUPLICATE_KEY }];
  const refused = [writeErrors ?? []].flat();
  if (refused.length === 0 || result?.getWriteConcernError?.()) throw error;
  return refused.map(({ index, code, err }) => ({ index, code, err }));
}

async function write(sagas: Model<SagaDocument>, appends: readonly Append[]): Promise<boolean[]> {
  const updates = appends.map(({ id, revision, lines, summary, token }) => {
    const set = { revision: revision + 1, token, ...summary };
    return {
      filter: { _id: id, revision },
      update:
        'add' in lines
          ? { $set: set, $push: { journal: { $each: [...lines.add] } } }
          : { $set: { ...set, journal: [...lines.replace] } },
    };
  });
  const matched = await updateEach(sagas, updates);
  if (matched === appends.length) return appends.map(() => true);
  // somebody lost a race: the saga carries the token of the append that won
  const ids = appends.map(({ id }) => id);
  const stored = await sagas.find({ _id: { $in: ids } }, { token: 1 }).lean<{ _id: string; token: string }[]>();
  const tokens = new Set(stored.map(({ token }) => token));
  return appends.map(({ token }) => tokens.has(token));
}
