import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { ADDRESS, CARD, type Person } from '../shop.js';
import type { ExampleContext } from './example.js';

export const PASSWORD = 'password123';
export const thing = { name: 'Thing', price: 1.5, currency: 'USD' };
export const items = [{ productId: 'product-1', quantity: 1, price: 29.99 }];
export const newcomer = () => ({ email: `${randomUUID()}@example.com`, password: PASSWORD, name: 'John Doe' });

export async function made(calling: ReturnType<Person['call']>): Promise<JsonObject> {
  const { status, body } = (await calling) as { status: number; body: JsonObject };
  if (status >= 400) throw new Error(`an example could not be prepared: ${status} ${JSON.stringify(body)}`);
  return body;
}
export const method = async ({ user }: ExampleContext): Promise<string> =>
  (await made(user.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD })))['id'];
export const order = async ({ user }: ExampleContext, more: object = {}): Promise<JsonObject> =>
  made(user.call('POST', '/api/orders', { items, shippingAddress: ADDRESS, ...more }, { prefer: 'wait=10' }));
export const paid = async (context: ExampleContext) => order(context, { paymentMethodId: await method(context) });
export const payment = async (context: ExampleContext): Promise<string> => (await confirmed(context)).payment.id;
export const confirmed = async (context: ExampleContext) =>
  context.shop.awaitOutcome(context.user, (await paid(context))['id'], 'CONFIRMED');
/** A payment with a refund that failed after the provider had reported success. */
export async function refundFailed(context: ExampleContext): Promise<string> {
  const { user, admin, shop } = context;
  const cardDetails = { ...CARD, number: '4000000000005126' };
  const card = await made(user.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails }));
  const { id: orderId } = await order(context, { paymentMethodId: card['id'] });
  const { payment } = await shop.awaitOutcome(user, orderId, 'CONFIRMED');
  await until(
    'the money is taken',
    async () => (await made(user.call('GET', `/api/payments/${payment.id}`)))['status'] === 'CAPTURED',
  );
  await made(admin.call('POST', `/api/payments/${payment.id}/refund`, {}));
  const failed = async () => (await made(user.call('GET', `/api/payments/${payment.id}`)))['failedRefundAmount'];
  await until('the refund has failed', async () => (await failed()) !== undefined, 60_000);
  return payment.id;
}
export const product = async ({ admin }: ExampleContext): Promise<string> =>
  (await made(admin.call('POST', '/api/products', thing)))['id'];
export const loggedIn = async ({ user }: ExampleContext): Promise<JsonObject> =>
  made(user.call('POST', '/api/users/login', { email: user.email, password: PASSWORD }));
/** The body of an intervention, and another. */
export const reason = { body: { reason: 'an example' }, other: { reason: 'another example' } };
