import type mongoose from 'mongoose';
import type { Setting } from '../setting.js';

/** One thing that a solution guarantees. */
export interface Check<Yours> {
  /** What holds, as a sentence. */
  readonly title: string;
  /** Rejects, saying what it saw, when it does not hold. */
  readonly holds: (yours: Yours, setting: Setting) => Promise<void> | void;
}

/** The error of every call in a process that has died. */
class Died extends Error {
  override readonly name = 'Died';
}

/** The same collection in a process that dies `before` or `after` its n-th write: from then on every call throws `Died`. */
function dyingAt<Document extends mongoose.mongo.Document>(
  collection: mongoose.mongo.Collection<Document>,
  n: number,
  when: 'before' | 'after',
) {
  const life = { writes: 0, over: false };
  const end = () => {
    life.over = true;
    throw new Died(`it died ${when} its write ${n}`);
  };
  const dying = new Proxy(collection, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      const call = value.bind(target) as (...args: unknown[]) => unknown;
      const writes = /^(?:insert|update|replace|delete|bulkWrite|findOneAnd)/.test(String(name));
      return (...args: unknown[]) => {
        if (life.over) throw new Died('it is dead');
        return writes ? write(() => call(...args)) : call(...args);
      };
    },
  });
  const write = async (call: () => unknown) => {
    const dies = (life.writes += 1) === n;
    if (dies && when === 'before') end();
    const result = await call();
    if (dies) end();
    return result;
  };
  return { dying, life };
}

interface Lives<Document extends mongoose.mongo.Document> {
  /** Runs in a process that dies at one of its writes. */
  readonly first: (dying: mongoose.mongo.Collection<Document>) => Promise<unknown>;
  /** Runs in the next process; rejects when something is wrong. */
  readonly next: () => Promise<void>;
}

/** Two processes, one after the other, for each write at which the first can die: right before it and right after it. */
export async function diesAtEachWrite<Document extends mongoose.mongo.Document>(
  collection: mongoose.mongo.Collection<Document>,
  { first, next }: Lives<Document>,
): Promise<void> {
  for (const when of ['before', 'after'] as const)
    for (let n = 1, over = true; over; n++) {
      const { dying, life } = dyingAt(collection, n, when);
      await first(dying).catch((error: unknown) => {
        if (!(error instanceof Died)) throw error;
      });
      over = life.over;
      await next().catch((error: Error) => {
        throw new Error(over ? `It died ${when} its write ${n}: ${error.message}` : error.message, { cause: error });
      });
    }
}
