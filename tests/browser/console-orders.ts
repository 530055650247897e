import { until } from '@shop/testkit/until';
import { ADDRESS, CARD, newKey, type Person } from '../support/shop.js';

/** A card that is authorised and whose capture is refused definitely. */
const NEVER_CAPTURED = '4000000000000036';
export const LONG_MS = 60_000;

/** Has a person order one piece, with a payment method or without; returns the order's id. */
export async function order(person: Person, method?: string, productId = 'product-1'): Promise<string> {
  const items = [{ productId, quantity: 1 }];
  const sent = { items, shippingAddress: ADDRESS, ...(method ? { paymentMethodId: method } : {}) };
  const { body } = await person.call('POST', '/api/orders', sent, newKey());
  return body['id'] as string;
}

/** Stores a card of this person; returns its id. */
export async function cardOf(person: Person, number = CARD.number): Promise<string> {
  const cardDetails = { ...CARD, number };
  const { body } = await person.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails });
  return body['id'] as string;
}

/** A saga as administrators read it. */
export const sagaOf = async (admin: Person, id: string) => (await admin.call('GET', `/api/sagas/${id}`)).body;

/** Has a person place orders whose capture is refused definitely; returns their ids once their sagas need attention. */
export async function stuckOrders(admin: Person, person: Person, count: number): Promise<string[]> {
  const card = await cardOf(person, NEVER_CAPTURED);
  const ids = await Promise.all(Array.from({ length: count }, () => order(person, card, 'product-2')));
  for (const id of ids)
    await until(`${id} needs attention`, async () => (await sagaOf(admin, id))['state'] === 'NEEDS_ATTENTION', LONG_MS);
  return ids;
}
