import mongoose, { type Connection, type Model, type mongo } from 'mongoose';
import { ConfigError } from '../config/config.js';
import { unavailable } from '../errors.js';
import type { Faults } from '../faults.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics.js';
import { aroundCalls } from './calls.js';
import { endWritesToClosedSockets } from './closed-sockets.js';
import { retryOutages } from './outage.js';
import { watchPool } from './pool.js';
import { isTracing } from '../tracing/tracing.js';
import { traceMongo } from './tracing.js';

export type { Connection };

mongoose.set('strictQuery', 'throw');
mongoose.set('autoIndex', false);
mongoose.set('autoCreate', false);
endWritesToClosedSockets();

/**
 * Writes are acknowledged by a majority and journalled: what was answered survives a crash of the database. Reads are from the primary,
 * with read concern majority: what was read is never rolled back. Options given here take precedence over the URI's, the level of the read
 * concern only under this name.
 */
const SAFE = {
  // under both of its names: the URI may use either
  writeConcern: { w: 'majority', j: true, journal: true },
  readConcernLevel: 'majority',
  readPreference: 'primary',
} as const;

/**
 * One connection pool to one database. Resolves when it can be used; rejects after ten seconds, or at once with a ConfigError when the
 * driver does not accept the URI. With faults on, each write passes `<prefix>.db-write.before` and `.after`.
 */
export async function connectMongo(
  uri: string,
  {
    logger,
    faults,
    prefix = 'process',
    poolSize = 20,
    metrics,
  }: { logger: Logger; faults?: Faults; prefix?: string; poolSize?: number; metrics?: Metrics },
): Promise<Connection> {
  refuseBadUri(uri);
  const connection = mongoose.createConnection(uri, {
    ...SAFE,
    maxPoolSize: poolSize,
    serverSelectionTimeoutMS: 10_000,
    socketTimeoutMS: 30_000,
    heartbeatFrequencyMS: 2_000,
    // also how long the monitor waits for an answer before it gives up every connection, those in use included
    connectTimeoutMS: 10_000,
  });
  connection.set('bufferCommands', false);
  connection.on('error', (error: unknown) => logger.warn('MongoDB connection failed', { error }));
  warnOfLoss(connection, logger);
  if (metrics) watchPool(connection, metrics);
  if (isTracing()) traceMongo(connection);
  if (faults?.enabled) passFaults(connection, faults, `${prefix}.db-write`);
  try {
    return await connection.asPromise();
  } catch (error) {
    await connection.destroy();
    throw unavailable('MongoDB cannot be reached: check MONGODB_URI and that the database is running.', error);
  }
}

/** mongoose emits "disconnected" for a lost connection and for a closed one, but "disconnecting" only for the latter. */
function warnOfLoss(connection: Connection, logger: Logger): void {
  const warn = () => logger.warn('MongoDB disconnected');
  connection.on('disconnected', warn);
  connection.on('disconnecting', () => connection.off('disconnected', warn));
}

function refuseBadUri(uri: string): void {
  try {
    // connects to nothing
    new mongoose.mongo.MongoClient(uri);
  } catch (error) {
    throw new ConfigError([`MONGODB_URI is not taken by MongoDB's driver: ${(error as Error).message}`]);
  }
}

const READS = ['find', 'aggregate'];

function passFaults(connection: Connection, faults: Faults, thing: string): void {
  faults.declare(thing);
  aroundCalls(connection, {
    async call(command, _collection, make) {
      if (READS.includes(command)) return make();
      await atWrite(faults, `${thing}.before`);
      const answer = await make();
      await atWrite(faults, `${thing}.after`);
      return answer;
    },
  });
}

// a refused write says nothing about the command that made it: the command stays in doubt
async function atWrite(faults: Faults, point: string): Promise<void> {
  try {
    await faults.at(point);
  } catch (error) {
    throw new Error(`The database failed by an injected fault at ${point}.`, { cause: error });
  }
}

/**
 * Creates the collections' indexes; called once at start, before the first request. The driver does not retry this when a connection breaks
 * or the primary changes, so it is retried here: otherwise the process would exit.
 */
export async function ensureIndexes(connection: Connection): Promise<void> {
  await Promise.all(Object.values(connection.models).map((model) => retryOutages(() => model.createIndexes())));
}

/** Resolves when the database answers. */
export async function pingMongo(connection: Connection): Promise<void> {
  if (!connection.db) throw new Error('not connected');
  await connection.db.command({ ping: 1 });
}

/** True for a violated unique index. */
export const isDuplicateKey = (error: unknown): boolean => (error as { code?: unknown }).code === 11000;

/** An id for a filter. Throws for anything but a text, which would be an operator there. */
export function textId(id: string): string {
  if (typeof id !== 'string') throw new TypeError('An id in a query must be a text.');
  return id;
}

/**
 * A model's collection by the driver alone, for frequent calls: mongoose's documents and casting cost as much as the rest of the call.
 * Values must already have their types.
 */
export const collectionOf = <D extends { _id: string }>(model: Model<D>): mongo.Collection<D> =>
  model.collection as unknown as mongo.Collection<D>;
