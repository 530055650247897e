import { randomBytes, randomUUID } from 'node:crypto';
import { createShopClient } from './demo-client.js';
import type { Order, Saga, ShopClient } from './demo-client.js';

interface Example {
  title: string;
  card: string;
  productId: string;
  quantity: number;
  expected: string;
}

const examples: Example[] = [
  {
    title: 'a card that is approved',
    card: '4242424242424242',
    productId: 'product-1',
    quantity: 1,
    expected: 'CONFIRMED',
  },
  {
    title: 'a card that is declined, and everything undone',
    card: '4000000000000002',
    productId: 'product-1',
    quantity: 2,
    expected: 'CANCELLED PAYMENT_DECLINED',
  },
  {
    title: 'more than there is in stock',
    card: '4242424242424242',
    productId: 'product-scarce',
    quantity: 1000,
    expected: 'CANCELLED OUT_OF_STOCK',
  },
];

const underWay = ['RUNNING', 'WAITING', 'COMPENSATING'];

/**
 * Places three orders through the gateway, as a throw-away user, and prints the outcome of each and of its saga's steps. Throws when a call
 * fails or an order ends in another state than expected.
 */
export async function demonstrate(
  gateway: string,
  admin: { email: string; password: string },
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const visitor = {
    email: `demo-${randomBytes(6).toString('hex')}@example.com`,
    password: randomBytes(18).toString('base64url'),
  };
  const anyone = createShopClient(gateway, signal);
  const [operator] = await Promise.all([
    anyone.login(admin),
    anyone.call('POST', '/api/users/register', { ...visitor, name: 'Demonstration' }),
  ]);
  const customer = await anyone.login(visitor);

  print(`Demonstration: three orders through ${gateway}`);
  const outcomes = await Promise.all(examples.map((example) => place(customer, operator, example)));
  const surprises: string[] = [];
  for (const [index, { example, order, saga }] of outcomes.entries()) {
    const { title, productId, quantity, expected } = example;
    const ending = [order.status, order.cancelReason].filter(Boolean).join(' ');
    print(`  ${index + 1}. ${title}: ${quantity} × ${productId} → ${ending} after ${durationOf(order)}`);
    print(`     order ${order.id}, saga ${saga.state}: ${stepsOf(saga)}`);
    if (ending !== expected) surprises.push(`order ${index + 1} ended as ${ending}, not ${expected}`);
  }
  if (surprises.length > 0) throw new Error(surprises.join('; '));
}

async function place(customer: ShopClient, operator: ShopClient, example: Example) {
  const { card, productId, quantity } = example;
  const { id: paymentMethodId } = await customer.call<{ id: string }>('POST', '/api/payment-methods', {
    paymentMethod: 'credit_card',
    cardDetails: { number: card, expiry: '12/30', cvv: '123' },
  });
  const body = {
    items: [{ productId, quantity }],
    shippingAddress: { street: '1 Demonstration Road', city: 'Springfield', zipCode: '12345' },
    paymentMethodId,
  };
  const { id } = await customer.call<Order>('POST', '/api/orders', body, {
    prefer: 'wait=10',
    'idempotency-key': randomUUID(),
  });
  // The order reaches its final state before its saga's last step (the capture) is journalled.
  const saga = await operator.awaitOutcome<Saga>(`/api/sagas/${id}`, ({ state }) => !underWay.includes(state));
  return { example, order: await customer.call<Order>('GET', `/api/orders/${id}`), saga };
}

/** The order's statuses, from first to last. */
function durationOf({ history, createdAt }: Order): string {
  const [begun, ended] = [history[0]?.at ?? createdAt, history.at(-1)?.at ?? createdAt];
  return `${((Date.parse(ended) - Date.parse(begun)) / 1000).toFixed(2)} s`;
}

/** The steps that were run: a completed step by its name, any other with its state. */
function stepsOf({ steps }: Saga): string {
  const run = steps.filter(({ status }) => !['pending', 'skipped'].includes(status));
  return run.map(({ name, status }) => (status === 'done' ? name : `${name} ${status}`)).join(', ');
}
