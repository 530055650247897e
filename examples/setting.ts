import { databaseUri } from '@shop/dev/mongo-uri';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

/** The resources of an exercise or experiment; empty when it begins. */
export interface Setting {
  readonly db: mongoose.mongo.Db;
  readonly mongo: mongoose.Connection;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  /** Prefix of its sagas' queue in Redis: a queue belongs to one database. */
  readonly queuePrefix: string;
}

export interface Urls {
  readonly mongodbUri: string;
  readonly redisUrl: string;
}

/** The URLs that `dev/start.mjs example` sets. */
export const givenUrls = (): Urls => ({ mongodbUri: process.env['MONGODB_URI']!, redisUrl: process.env['REDIS_URL']! });

/** Runs `work` with a database and a queue of that name, which are deleted before and after it. */
export async function withSetting<T>(name: string, urls: Urls, work: (setting: Setting) => Promise<T>): Promise<T> {
  const [mongodbUri, queuePrefix] = [databaseUri(urls.mongodbUri, name), `{${name}}`];
  const mongo = await mongoose.createConnection(mongodbUri).asPromise();
  const redis = new Redis(urls.redisUrl);
  const db = mongo.db!;
  const empty = async () => {
    await db.dropDatabase();
    const keys = await redis.keys(`${queuePrefix}*`);
    if (keys.length > 0) await redis.del(...keys);
  };
  try {
    await empty();
    return await work({ db, mongo, mongodbUri, redisUrl: urls.redisUrl, queuePrefix });
  } finally {
    await empty();
    redis.disconnect();
    await mongo.close();
  }
}
