import { call } from '/assets/shared/api.js';
import { answered, intend, isFinal, pending } from '/assets/shared/intentions.js';
import { CARDS, detailsOf, last4 } from '/assets/shop/cards.js';

const NAME = 'purchase';

/** Where the pages have everything sent. */
export const ADDRESS = { street: '123 Main St', city: 'Seoul', zipCode: '12345' };

/** The basket and card that were ordered last and not answered; undefined when everything is answered. */
export function unanswered() {
  const what = pending(NAME)?.what;
  return what && { basket: what.basket, card: CARDS.find((number) => last4(number) === what.ending) ?? '' };
}

/**
 * Stores the card, if one is given, and places the order with it: one card and one order for one intention, however often it is
 * asked for, until it is answered. Who orders what with which card says which intention that is; `items` are sent as they were
 * the first time, with the prices that were seen then.
 */
export async function placeOnce({ userId, basket, card }, items, shippingAddress) {
  const wanted = { userId, basket, ending: last4(card) };
  const { items: sent, ...before } = pending(NAME)?.what ?? {};
  const isSame = JSON.stringify(before) === JSON.stringify(wanted);
  const { key, what } = intend(NAME, { ...wanted, items: isSame ? sent : items });
  try {
    const method = card ? await call('POST', '/api/payment-methods', detailsOf(card), `${key}-card`) : undefined;
    const paid = method ? { paymentMethodId: method.id } : {};
    const order = await call('POST', '/api/orders', { items: what.items, shippingAddress, ...paid }, `${key}-order`);
    answered(NAME);
    return order;
  } catch (error) {
    if (isFinal(error)) answered(NAME);
    throw error;
  }
}
