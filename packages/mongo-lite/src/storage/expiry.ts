import { DateTime, rank } from '../bson/values.js';
import { TypeEdge } from '../indexes/key.js';
import type { Index } from '../indexes/index.js';
import { candidates } from '../planner/scan.js';
import type { Collection } from './collection.js';
import type { Store } from './store.js';

/** Removes expired documents at the given interval, as MongoDB's TTL monitor does. Returns the function that stops it. */
export function startExpiry(store: Store, intervalMs: number): () => void {
  const timer = setInterval(() => removeExpired(store, Date.now()), intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Removes every document whose date in a TTL index is `expireAfterSeconds` or more before `now` (milliseconds). */
function removeExpired(store: Store, now: number): void {
  for (const collections of store.databases.values()) {
    for (const collection of collections.values()) {
      for (const index of collection.indexes.values()) removeExpiredBy(collection, index, now);
    }
  }
  // Not awaited; a failure ends the process.
  store.flushed().catch(() => {});
}

function removeExpiredBy(collection: Collection, index: Index, now: number): void {
  const seconds = index.spec.expireAfterSeconds;
  if (seconds === undefined) return;
  const dates = { low: new TypeEdge(rank.date, -1), high: new DateTime(now - seconds * 1000) };
  const scan = { kind: 'index', index, intervals: [[dates]], reverse: false, sorted: false, score: 0 } as const;
  const expired = Array.from(candidates(collection, scan));
  for (const stored of expired) collection.remove(stored);
}
