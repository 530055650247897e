import mongoose from 'mongoose';
import { startReplicaSet, type ReplicaSet } from './replica-set.js';

export type MongoClient = mongoose.mongo.MongoClient;
type Options = mongoose.mongo.MongoClientOptions;

/** Any document of these tests. */
export interface Fields {
  _id: string;
  n?: number;
}

/** A replica set for one test, and clients that are configured like those of the services. */
export interface Clients {
  readonly set: ReplicaSet;
  connect(options?: Options, uri?: string): Promise<MongoClient>;
  close(): Promise<void>;
}

/** Starts a set; `connect` opens a client that `close` closes. */
export async function withClients(lagMs = 0): Promise<Clients> {
  const set = await startReplicaSet({ lagMs });
  const clients: MongoClient[] = [];
  return {
    set,
    async connect(options = {}, uri = set.uri) {
      const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000, ...options });
      clients.push(client);
      return client.connect();
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await set.close();
    },
  };
}

/** The collection that these tests use. */
export const things = (client: MongoClient, options?: mongoose.mongo.CollectionOptions) =>
  client.db('test').collection<Fields>('things', options);

/** A connection string for a direct connection to one member of the set. */
export const memberUri = (set: ReplicaSet, index: 0 | 1): string =>
  `mongodb://${set.uri.slice('mongodb://'.length).split(',')[index]}/?directConnection=true`;

/** Whether the promise is still pending after `ms`. */
export async function isPending(answer: Promise<unknown>, ms = 60): Promise<boolean> {
  const waiting = Symbol();
  const timer = new Promise((resolve) => setTimeout(resolve, ms, waiting));
  return (await Promise.race([answer.catch(() => undefined), timer])) === waiting;
}
