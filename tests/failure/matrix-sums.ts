import { until } from '@shop/testkit/until';
import { paymentIdOf } from '../../payment-service/dist/domain/ids.js';
import type { Person, Shop } from '../support/shop.js';

export const PRODUCTS = ['product-1', 'product-2'] as const;
type Product = (typeof PRODUCTS)[number];

/** The pieces of each product that were sold, and those that are held for orders. */
export type Stock = Record<Product, { readonly sold: number; readonly held: number }>;

export async function stockOf(shop: Shop): Promise<Stock> {
  const one = async (product: Product) => {
    const { sold, reserved } = (await shop.call('GET', `/api/products/${product}`)).body['stock'];
    return { sold: sold as number, held: reserved as number };
  };
  return { 'product-1': await one('product-1'), 'product-2': await one('product-2') };
}

/** What an order has. Cents: what it costs, what was captured for it and not refunded, and what is still authorised or in doubt. */
export interface Sums {
  readonly pieces: Record<Product, number>;
  readonly total: number;
  readonly kept: number;
  readonly open: number;
}

interface ShownPayment {
  readonly status: string;
  readonly amount: number;
  readonly refundedAmount: number;
}

const CAPTURED = ['CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'];
const OPEN = ['PENDING', 'REQUIRES_ACTION', 'AUTHORIZED'];

/**
 * The pieces of a customer's order, and its money by its payment and those of its changes; undefined when there is no such order. An order
 * is shown without a payment also while payment-service does not answer, so payment-service is asked whether there is one.
 */
export async function sumsOf(customer: Person, orderId: string): Promise<Sums | undefined> {
  const answered = async (path: string) => {
    const { status, body } = await customer.call('GET', path);
    return [200, 404].includes(status) ? { found: status === 200, body } : undefined;
  };
  const order = `/api/orders/${orderId}`;
  if (!(await until('the order is answered', () => answered(order))).found) return undefined;
  const payment = `/api/payments/${paymentIdOf(orderId)}`;
  const { found } = await until('the payment is answered', () => answered(payment));
  const body = await until('the order shows its payment', async () => {
    const shown = (await customer.call('GET', order)).body;
    return !found || shown['payment'] ? shown : undefined;
  });
  const payments = [body['payment'] ?? [], body['changePayments'] ?? []].flat() as ShownPayment[];
  const cents = (amounts: readonly number[]) => Math.round(100 * amounts.reduce((sum, each) => sum + each, 0));
  const left = (of: readonly string[]) =>
    cents(payments.filter((each) => of.includes(each.status)).map((each) => each.amount - each.refundedAmount));
  const lines = body['items'] as { productId: string; quantity: number }[];
  const count = (product: Product) =>
    lines.reduce((sum, { productId, quantity }) => sum + (productId === product ? quantity : 0), 0);
  const pieces = { 'product-1': count('product-1'), 'product-2': count('product-2') };
  return { pieces, total: cents([body['totalAmount']]), kept: left(CAPTURED), open: left(OPEN) };
}
