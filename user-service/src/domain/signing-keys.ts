import { KEY_AFTERLIFE, KEY_LEAD } from './lifetimes.js';

/** The times of a signing key. Keys are numbered from 1; each replaces the one before. */
export interface KeyTimes {
  readonly generation: number;
  /** The time from which it signs. */
  readonly activeFrom: Date;
}

/**
 * The key to sign with: the newest that has become active. If none has, because a clock that was set back is before them all, the oldest.
 * The keys may come in any order.
 */
export function signingKey<K extends KeyTimes>(keys: readonly K[], now: Date): K | undefined {
  const sorted = newestFirst(keys);
  return sorted.find((key) => key.activeFrom <= now) ?? sorted.at(-1);
}

/** The keys that verifiers need: all but those replaced so long ago that nothing signed by them is valid any more. */
export function publishedKeys<K extends KeyTimes>(keys: readonly K[], now: Date): K[] {
  return newestFirst(keys).filter((_, index, sorted) => {
    const successor = sorted[index - 1];
    return !successor || successor.activeFrom.getTime() + KEY_AFTERLIFE > now.getTime();
  });
}

/** Number and times of the next key after `keys`: the first one signs at once, later ones after KEY_LEAD. */
export function nextKey(keys: readonly KeyTimes[], now: Date): KeyTimes {
  const newest = newestFirst(keys)[0];
  if (!newest) return { generation: 1, activeFrom: now };
  return { generation: newest.generation + 1, activeFrom: new Date(now.getTime() + KEY_LEAD) };
}

/** True when there is no key yet, or the newest is `maxAge` milliseconds old. */
export function isKeyDue(keys: readonly KeyTimes[], now: Date, maxAge: number): boolean {
  const newest = newestFirst(keys)[0];
  return !newest || newest.activeFrom.getTime() + maxAge <= now.getTime();
}

const newestFirst = <K extends KeyTimes>(keys: readonly K[]): K[] =>
  [...keys].sort((a, b) => b.generation - a.generation);
