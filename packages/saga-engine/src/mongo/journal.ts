import { randomUUID } from 'node:crypto';
import { unavailable } from '@shop/common/errors';
import { isDuplicateKey } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import { isMongoOutage } from '@shop/common/mongo/outage';
import mongoose, { type Model } from 'mongoose';
import { textOf } from '../core/answers.js';
import type { SagaRecord, Summary } from '../core/journal.js';
import type { Lines } from '../core/lines.js';
import type { Due, Journal } from '../core/ports.js';
import type { LiveVersion } from '../core/registry.js';
import { eachAlone, Failed, inBatches } from './batches.js';
import { RecentInserts } from './recent-inserts.js';
import type { SagaDocument } from './saga.model.js';
import { SagaRepository } from './sagas.repository.js';
import { updateEach } from './updates.js';

interface Append {
  readonly id: string;
  readonly revision: number;
  readonly lines: Lines;
  readonly summary: Summary;
  /** Identifies this append in the stored saga. */
  readonly token: string;
}

const toRecord = ({ _id, token: _token, ...rest }: SagaDocument): SagaRecord => ({ id: _id, ...rest });

/** A type and version that some running orchestrator can run. */
export type KnownVersion = Pick<LiveVersion, 'type' | 'version'>;

/**
 * The journal in MongoDB: each append is one compare-and-set of one document; the calls of one turn share a round trip. `due` finds only
 * sagas that are `known`; all sagas without it.
 */
export function mongoJournal(model: Model<SagaDocument>, known?: () => readonly KnownVersion[]): Journal {
  const sagas = new Documents(model);
  const append = inBatches((appends: readonly Append[]) =>
    eachAlone(appends, (some) => write(model, sagas, some), isMongoOutage),
  );
  const load = inBatches((ids: readonly string[]) => read(sagas, ids));
  const recentInserts = new RecentInserts();
  const insert = inBatches((records: readonly SagaRecord[]) =>
    eachAlone(records, (some) => create(sagas, recentInserts, some), mayHaveBeenSent),
  );
  return {
    insert,
    load,
    recentInsert: (id) => recentInserts.take(id),

    append: (id, revision, lines, summary) => {
      recentInserts.take(id);
      return append({ id, revision, lines, summary, token: randomUUID() });
    },

    async due(before, limit, after) {
      const filter: Record<string, unknown> = { nextActionAt: { $type: 'number', $lte: before } };
      if (after) {
        const { nextActionAt, id } = after;
        filter['$or'] = [{ nextActionAt, _id: { $gt: id } }, { nextActionAt: { $gt: nextActionAt } }];
      }
      // sagas without a known definition must not be woken every second
      if (known) filter['$and'] = [{ $or: known().map(({ type, version }) => ({ type, version })) }];
      const due = await sagas
        .find<Omit<Due, 'id'> & { _id: string }>(filter, {
          fields: { type: 1, state: 1, next: 1, nextActionAt: 1 },
          sort: { nextActionAt: 1, _id: 1 },
          limit,
        })
        .toArray();
      return due.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
    },

    refusal,

    liveVersions: () => new SagaRepository(model).countLiveVersions(),
  };
}

/** The largest reply in the store, bytes: ten fit into a saga. JSON may show less of a value than what is stored of it. */
const LARGEST = (16 * 1024 * 1024) / 10;

function refusal(reply: unknown): string | undefined {
  try {
    const { length } = mongoose.mongo.BSON.serialize({ reply });
    return length > LARGEST ? `it has ${length} bytes and at most ${Math.floor(LARGEST)} are kept` : undefined;
  } catch (error) {
    return `it cannot be written (${textOf(error).split('\n', 1)[0]})`;
  }
}

/** Whether some inserts of a batch may have succeeded: a repeat would then find them as existing sagas. */
const mayHaveBeenSent = (error: unknown): boolean =>
  isMongoOutage(error) ||
  error instanceof mongoose.mongo.MongoBulkWriteError ||
  error instanceof mongoose.mongo.MongoServerError;

async function read(sagas: Documents<SagaDocument>, ids: readonly string[]): Promise<(SagaRecord | undefined)[]> {
  const stored = await sagas.find({ _id: { $in: [...new Set(ids)] } }).toArray();
  const byId = new Map(stored.map((document) => [document._id, toRecord(document)]));
  return ids.map((id) => byId.get(id));
}

async function create(
  sagas: Documents<SagaDocument>,
  recentInserts: RecentInserts,
  records: readonly SagaRecord[],
): Promise<({ inserted: boolean; saga: SagaRecord } | Failed)[]> {
  // the same id twice in one turn is one saga, like in two turns
  const firsts = [...new Map(records.toReversed().map((record) => [record.id, record])).values()];
  const documents = firsts.map(({ id, ...rest }) => ({ _id: id, token: '', ...rest }));
  const there = new Set<string>();
  const failed = new Map<string, Failed>();
  try {
    await sagas.insertAll(documents);
  } catch (error) {
    for (const { index, code, ...refused } of refusedOf(error)) {
      const { id } = firsts[index]!;
      if (code === DUPLICATE_KEY) there.add(id);
      else failed.set(id, new Failed(refused.err ?? error));
    }
  }
  const mine = new Set(firsts.filter(({ id }) => !there.has(id) && !failed.has(id)));
  for (const saga of mine) recentInserts.keep(saga);
  const stored = await (there.size > 0 ? read(sagas, [...there]) : []);
  const known = new Map([...mine, ...stored.flatMap((each) => each ?? [])].map((saga) => [saga.id, saga]));
  return records.map((record) => {
    const saga = known.get(record.id);
    // it exists and cannot be read yet: a new primary may lag behind the committed writes
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

/** The inserted documents that the store refused. Throws the error when it is of another kind, or names no document. */
function refusedOf(error: unknown): Refused[] {
  const { writeErrors, result } = error as {
    writeErrors?: Refused[] | Refused;
    result?: { getWriteConcernError?(): unknown };
  };
  if (writeErrors === undefined && isDuplicateKey(error)) return [{ index: 0, code: DUPLICATE_KEY }];
  const refused = [writeErrors ?? []].flat();
  if (refused.length === 0 || result?.getWriteConcernError?.() || isMongoOutage(error)) throw error;
  return refused.map(({ index, code, err }) => ({ index, code, err }));
}

async function write(
  model: Model<SagaDocument>,
  sagas: Documents<SagaDocument>,
  appends: readonly Append[],
): Promise<boolean[]> {
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
  const matched = await updateEach(model, updates);
  if (matched === appends.length) return appends.map(() => true);
  // an append that lost the race finds another append's token in the saga
  const ids = appends.map(({ id }) => id);
  const stored = await sagas.find({ _id: { $in: ids } }, { fields: { token: 1 } }).toArray();
  const tokens = new Set(stored.map(({ token }) => token));
  return appends.map(({ token }) => tokens.has(token));
}
