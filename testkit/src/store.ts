import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUri } from '@shop/dev/mongo-uri';
import { startServer } from '@shop/mongo-lite/server';
import mongoose from 'mongoose';

/** A test's own MongoDB, or databases of its own on the one that MONGODB_URI names. */
export interface TestStore {
  uri(database: string): string;
  /** Deletes the data. */
  stop(): Promise<void>;
}

/** The MongoDB given by MONGODB_URI, if any. */
export const givenMongo = (): string | undefined => process.env['MONGODB_URI'] || undefined;

/** The prefix of the names of a test's databases on a MongoDB that it shares with others. */
export const ownPrefix = (): string => `test-${randomUUID().slice(0, 8)}-`;

/** The store of a test: MONGODB_URI if it is set, else an embedded store that is started on a free port. */
export const startStore = (): Promise<TestStore> => {
  const given = givenMongo();
  return given === undefined ? startEmbedded() : Promise.resolve(onGiven(given));
};

async function startEmbedded(): Promise<TestStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shop-store-'));
  const server = await startServer({ port: 0, host: '127.0.0.1', dataDir });
  return {
    uri: (database) => `mongodb://127.0.0.1:${server.port}/${database}`,
    stop: async () => {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function onGiven(given: string): TestStore {
  const prefix = ownPrefix();
  const used = new Set<string>();
  return {
    uri: (database) => {
      used.add(`${prefix}${database}`);
      return databaseUri(given, `${prefix}${database}`);
    },
    stop: () => dropDatabases(given, [...used]),
  };
}

/** Deletes databases of the MongoDB that tests share with others. */
export async function dropDatabases(uri: string, names: readonly string[]): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  try {
    for (const name of names) await connection.useDb(name).dropDatabase();
  } finally {
    await connection.close();
  }
}
