import { isDeepStrictEqual } from 'node:util';

/** Whether two values are equal once stored: undefined is the same as absent, and the order of members does not matter. */
export const sameData = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other));

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
