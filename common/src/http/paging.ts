import Joi from 'joi';
import { invalid } from '../errors.js';

/** Items per page of a list: the maximum and the default. */
export const PAGE_LIMITS = { most: 100, usual: 20 } as const;

/** `limit` (see PAGE_LIMITS) and `cursor` of every list. */
export interface PageQuery {
  limit: number;
  cursor?: string;
}

/** The page size, in plain digits only: other notations of a number are refused. */
export const limitSchema = Joi.number()
  .integer()
  .min(1)
  .max(PAGE_LIMITS.most)
  .default(PAGE_LIMITS.usual)
  .custom((value: number, helpers) => (/^\d+$/.test(String(helpers.original)) ? value : helpers.error('number.base')));

/** The joi members of PageQuery, to spread into a query schema. */
export const pageShape = {
  limit: limitSchema,
  cursor: Joi.string()
    .max(500)
    .pattern(/^[A-Za-z0-9_-]+$/, 'a cursor of an earlier page'),
};

/** Opaque text for the place where a page ended. */
const encodeCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

const notOurs = () =>
  invalid([
    { path: 'cursor', message: 'is not a cursor of an earlier page; leave it out to start from the beginning' },
  ]);

/** The place that a cursor stands for; undefined without a cursor. Throws 422 for a cursor that is not of this list. */
export function decodeCursor<P extends readonly (string | number)[]>(
  cursor: string | undefined,
  isPlace: (parts: readonly unknown[]) => boolean,
): P | undefined {
  if (cursor === undefined) return undefined;
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw notOurs();
  }
  if (Array.isArray(place) && isPlace(place)) return place as unknown as P;
  throw notOurs();
}

/** A page of a list, and where the next one begins; null when there is none. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** One page from up to limit + 1 rows: the extra row only says that there is a next page. */
export function page<T>(rows: readonly T[], limit: number, placeOf: (row: T) => (string | number)[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null };
}
