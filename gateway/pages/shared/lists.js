import { call } from '/assets/shared/api.js';
import { PAGE_LIMITS } from '/assets/shared/contract.js';

/** The first `count` items of a list, page by page, and whether there are more. `path` may have a query. */
export async function firstOf(path, count) {
  const items = [];
  let cursor = '';
  do {
    const limit = Math.min(PAGE_LIMITS.most, count - items.length);
    const asked = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`;
    const page = await call('GET', asked);
    items.push(...page.items);
    cursor = page.nextCursor && `&cursor=${encodeURIComponent(page.nextCursor)}`;
  } while (cursor && items.length < count);
  return { items, more: Boolean(cursor) };
}
