import { invalid } from '@shop/common/errors';

/** Where a page of orders ended. Throws 422 for a cursor of another list. */
export function placeOf(
  place: readonly (string | number)[] | undefined,
): { createdAt: number; id: string } | undefined {
  if (place === undefined) return undefined;
  const [createdAt, id] = place;
  if (typeof createdAt === 'number' && Math.abs(createdAt) <= 8.64e15 && typeof id === 'string')
    return { createdAt, id };
  throw invalid([{ path: 'cursor', message: 'is a cursor of another list; leave it out to start from the beginning' }]);
}
