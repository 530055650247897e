import { databaseUri } from '@shop/dev/mongo-uri';
import mongoose from 'mongoose';
import type { Check } from './check.js';

export const exercises = ['idempotent', 'undo', 'step', 'definition', 'lost-message'] as const;
export type Exercise = (typeof exercises)[number];

export interface Result {
  readonly title: string;
  /** What was seen instead; absent when it holds. */
  readonly problem?: string;
}

/** Checks the file of an exercise, one check after the other, each with a database of its own that is deleted after it. */
export async function* attempt(
  name: Exercise,
  file: 'start' | 'solution',
  { mongodbUri, redisUrl }: { mongodbUri: string; redisUrl: string },
): AsyncGenerator<Result> {
  const { checks } = (await import(`./${name}/checks.ts`)) as { checks: readonly Check<unknown>[] };
  const yours = (await import(`./${name}/${file}.ts`)) as unknown;
  for (const [index, { title, holds }] of checks.entries()) {
    const uri = databaseUri(mongodbUri, `exercise-${name}-${index + 1}`);
    const mongo = await mongoose.createConnection(uri).asPromise();
    try {
      await mongo.db!.dropDatabase();
      await holds(yours, { db: mongo.db!, mongodbUri: uri, redisUrl });
      yield { title };
    } catch (error) {
      yield { title, problem: (error as Error).message };
    } finally {
      await mongo.db!.dropDatabase();
      await mongo.close();
    }
  }
}
