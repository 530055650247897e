import { askUntilAnswered } from '../../support/until-answered.js';
import type { Person } from '../../support/shop.js';
import type { StoredOrder, Stock } from './verdict.js';

const read = async (admin: Person, path: string) => (await askUntilAnswered(() => admin.call('GET', path))).body;

/** Every order of the shop, or those with one status, as an administrator sees them. */
export async function orders(admin: Person, status?: string): Promise<StoredOrder[]> {
  const all: StoredOrder[] = [];
  let cursor: string | null = '';
  do {
    const page = await read(
      admin,
      `/api/orders?limit=100${status ? `&status=${status}` : ''}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    all.push(...(page['items'] as StoredOrder[]));
    cursor = page['nextCursor'] as string | null;
  } while (cursor);
  return all;
}

/** The stock of every product. With an earlier result: the quantity sold since, and the stock at that time. */
export async function stocks(admin: Person, earlier: readonly Stock[] = []): Promise<Stock[]> {
  const products = (await read(admin, '/api/products?limit=100'))['items'] as {
    id: string;
    stock: { available: number; reserved: number; sold: number };
  }[];
  return products.map(({ id, stock: { available, reserved, sold } }) => {
    const before = earlier.find(({ productId }) => productId === id);
    return { productId: id, reserved, sold: sold - (before?.sold ?? 0), stocked: before?.stocked ?? available };
  });
}
