import Joi from 'joi';
import { invalid } from '../errors.js';
import type { Documents, Filter } from '../mongo/documents.js';

/** `limit` (1 to 100, 20 by default) and `cursor` of every list. */
export interface PageQuery {
  limit: number;
  cursor?: string;
}

/** How many at most, in plain digits: as text, a number has other forms that a query need not know. */
export const limitSchema = Joi.number()
  .integer()
  .min(1)
  .max(100)
  .default(20)
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

/** The place that a cursor stands for, in as many parts as the list's places have; undefined without one. Throws 422 when it is none of this list. */
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

/** Where a page of a newest-first list ended: creation time in milliseconds, and id. */
export interface Place {
  readonly createdAt: number;
  readonly id: string;
}
/** How every newest-first list is sorted; its indexes end with it. */
export const NEWEST_FIRST = { createdAt: -1, _id: -1 } as const;

/** The place of a newest-first list's cursor. Throws 422 for a cursor of another list. */
function newestFirstPlace(cursor: string | undefined): Place | undefined {
  const place = decodeCursor<[number, string]>(
    cursor,
    ([at, id, ...rest]) =>
      typeof at === 'number' && Math.abs(at) <= 8.64e15 && typeof id === 'string' && rest.length === 0,
  );
  return place && { createdAt: place[0], id: place[1] };
}

/** The filter for what comes after a place, as a range of the index; `time` says how creation times are stored. */
export function afterPlace<T = Date>(
  place: Place | undefined,
  time: (ms: number) => T = (ms) => new Date(ms) as T,
): object {
  if (!place) return {};
  const createdAt = time(place.createdAt);
  return { createdAt: { $lte: createdAt }, $or: [{ createdAt: { $lt: createdAt } }, { _id: { $lt: place.id } }] };
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

/**
 * One page of a newest-first list of what `filter` finds, without the members that `hidden` names. `time` says how
 * creation times are stored. Throws 422 for a cursor of another list.
 */
export async function newestFirst<D extends { _id: string; createdAt: Date | number }>(
  documents: Documents<D>,
  filter: Filter,
  { limit, cursor }: PageQuery,
  { hidden = [], time }: { hidden?: readonly string[]; time?: (ms: number) => Date | number } = {},
): Promise<Page<D>> {
  const rows = await documents
    .find(
      { ...filter, ...afterPlace(newestFirstPlace(cursor), time) },
      { fields: Object.fromEntries(hidden.map((name) => [name, 0])), sort: NEWEST_FIRST, limit: limit + 1 },
    )
    .toArray();
  return page(rows, limit, ({ createdAt, _id }) => [Number(createdAt), _id]);
}
