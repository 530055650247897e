import { decodeCursor, page, type Page, type PageQuery } from '../http/paging.js';
import type { Documents, Filter } from './documents.js';

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
