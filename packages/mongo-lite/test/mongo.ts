import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { startServer } from '@shop/mongo-lite/server';

export const { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } = mongoose.mongo;
const { BSON } = mongoose.mongo;
type Db = mongoose.mongo.Db;
type MongoClient = mongoose.mongo.MongoClient;
/** Any document: MongoDB accepts many types of `_id`. */
export interface Fields {
  _id?: number | string | boolean | object | null;
  // the driver's types of filters and updates reject documents that some tests send on purpose
  // oxlint-disable-next-line typescript/no-explicit-any
  [name: string]: any;
}

export interface TestDatabase {
  readonly client: MongoClient;
  readonly db: Db;
  /** Whether a real MongoDB answers, which `MONGODB_URI` names. */
  readonly real: boolean;
  close(): Promise<void>;
}

/** A fresh database on the MongoDB of `MONGODB_URI`, or on a separate mongo-lite. */
export async function openDatabase(): Promise<TestDatabase> {
  const uri = process.env['MONGODB_URI'];
  const server = uri ? undefined : await startServer({ inMemory: true, expiryIntervalMs: 50 });
  const client = new mongoose.mongo.MongoClient(uri ?? server!.uri, { serverSelectionTimeoutMS: 5_000 });
  await client.connect();
  const db = client.db(`mongo-lite-test-${randomUUID()}`);
  return {
    client,
    db,
    real: uri !== undefined,
    async close() {
      await db.dropDatabase();
      await client.close();
      await server?.close();
    },
  };
}

/** Has a fresh database during the tests of the enclosing `describe`. */
export function withDatabase() {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database?.close());
  return {
    get db() {
      return database.db;
    },
    get client() {
      return database.client;
    },
    get real() {
      return database.real;
    },
    collectionOf: (name: string) => database.db.collection<Fields>(name),
  };
}

/** A document with the types of its values written out, so that 1 (Int32), 1.0 and NumberLong(1) differ. */
export function typed(value: unknown): string {
  return BSON.EJSON.stringify(value, { relaxed: false });
}

/** Reads documents with every value in its BSON type. */
export const exact = { promoteValues: false, promoteLongs: false } as const;
