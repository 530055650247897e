import Joi from 'joi';
import { invalid } from './errors.js';

/** `limit` (1 to 100, 20 by default) and `cursor` of every list. */
export interface PageQuery {
  limit: number;
  cursor?: string;
}

/** The joi members of PageQuery, to spread into a query schema. */
export const pageShape = {
  limit: Joi.number().integer().min(1).max(100).default(20),
  cursor: Joi.string()
    .max(500)
    .pattern(/^[A-Za-z0-9_-]+$/, 'a cursor of an earlier page'),
};

/** Opaque text for the place where a page ended. */
export const encodeCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place that a cursor stands for; undefined without one. Throws 422 when it is none of ours. */
export function decodeCursor(cursor: string | undefined): (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(place) &&
      place.length > 0 &&
      place.every((part) => typeof part === 'string' || typeof part === 'number')
    )
      return place;
  } catch {
    // falls through: what is not JSON is no cursor either
  }
  throw invalid([
    { path: 'cursor', message: 'is not a cursor of an earlier page; leave it out to start from the beginning' },
  ]);
}

/** One page from up to limit + 1 rows: the extra row only says that there is a next page. */
export function page<T>(
  rows: readonly T[],
  limit: number,
  placeOf: (row: T) => (string | number)[],
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null };
}
