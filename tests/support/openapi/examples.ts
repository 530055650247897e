import { randomUUID } from 'node:crypto';
import { ADDRESS, CARD, type Person, type Shop } from '../shop.js';
import { resetTokenOf } from '../mails.js';
import { until } from '@shop/testkit/until';
import { CANCEL_STEPS, STEPS } from '../../../saga-orchestrator/test/steps.js';

/** The shop and the people for which the examples are made. */
export interface ExampleContext {
  readonly shop: Shop;
  /** Places the orders. */
  readonly user: Person;
  readonly admin: Person;
}

/** A call and the expected status. */
export interface Example {
  readonly status: number;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Another valid body, for operations that accept an Idempotency-Key. */
  readonly other?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose token is sent, when it is not that of `user` or `admin`. */
  readonly as?: Person;
}

export type MakeExample = (context: ExampleContext) => Promise<Example> | Example;

const PASSWORD = 'password123';
const thing = { name: 'Thing', price: 1.5, currency: 'USD' };
const items = [{ productId: 'product-1', quantity: 1, price: 29.99 }];
const newcomer = () => ({ email: `${randomUUID()}@example.com`, password: PASSWORD, name: 'John Doe' });

async function made(calling: ReturnType<Person['call']>): Promise<Record<string, any>> {
  const { status, body } = (await calling) as { status: number; body: Record<string, any> };
  if (status >= 400) throw new Error(`an example could not be prepared: ${status} ${JSON.stringify(body)}`);
  return body;
}
const method = async ({ user }: ExampleContext): Promise<string> =>
  (await made(user.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD })))['id'];
const order = async ({ user }: ExampleContext, more: object = {}): Promise<Record<string, any>> =>
  made(user.call('POST', '/api/orders', { items, shippingAddress: ADDRESS, ...more }, { prefer: 'wait=10' }));
const paid = async (context: ExampleContext) => order(context, { paymentMethodId: await method(context) });
const payment = async (context: ExampleContext): Promise<string> => (await confirmed(context)).payment.id;
const confirmed = async (context: ExampleContext) =>
  context.shop.awaitOutcome(context.user, (await paid(context))['id'], 'CONFIRMED');
/** A payment with a refund that failed after the provider had reported success. */
async function refundFailed(context: ExampleContext): Promise<string> {
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
const product = async ({ admin }: ExampleContext): Promise<string> =>
  (await made(admin.call('POST', '/api/products', thing)))['id'];
const loggedIn = async ({ user }: ExampleContext): Promise<Record<string, any>> =>
  made(user.call('POST', '/api/users/login', { email: user.email, password: PASSWORD }));
const reason = { body: { reason: 'an example' }, other: { reason: 'another example' } };

/** Nothing listens at this URL. */
const hook = { url: 'https://hooks.example.com/orders', events: ['order.created'] };
/** Keeps the number of webhooks below its limit. */
async function removeWebhooks(admin: Person): Promise<void> {
  const { items } = await made(admin.call('GET', '/api/webhooks?limit=100'));
  if (items.length < 40) return;
  for (const { id } of items) await admin.call('DELETE', `/api/webhooks/${id}`);
}
async function webhook({ admin }: ExampleContext): Promise<string> {
  await removeWebhooks(admin);
  return (await made(admin.call('POST', '/api/webhooks', hook)))['id'];
}
async function delivery(context: ExampleContext, only?: 'id'): Promise<Record<string, string>> {
  const id = await webhook(context);
  await order(context);
  const path = `/api/webhooks/${id}/deliveries`;
  const first = await until('a delivery', async () => (await made(context.admin.call('GET', path)))['items'][0]);
  return { id, ...(only ? {} : { delivery: first.id }) };
}

/** Matches no saga. */
const bulk = { action: 'retry', filter: { before: '2000-01-01T00:00:00Z' }, reason: 'an example' };
/** Pauses nothing: the step belongs to another participant. */
const nothing = { type: 'cancel-order', step: CANCEL_STEPS.refund, participant: 'stock', reason: 'an example' };

/** A call of every operation, by operation id; each can be repeated. */
export const examples: Readonly<Record<string, MakeExample>> = {
  postApiUsersRegister: () => {
    const body = newcomer();
    return { status: 201, body, other: { ...body, name: 'Jane Doe' } };
  },
  postApiUsersLogin: ({ user }) => ({ status: 200, body: { email: user.email, password: PASSWORD } }),
  postApiUsersRefresh: async (context) => ({
    status: 200,
    body: { refreshToken: (await loggedIn(context))['refreshToken'] },
  }),
  postApiUsersLogout: async (context) => ({
    status: 204,
    body: { refreshToken: (await loggedIn(context))['refreshToken'] },
  }),
  postApiSessions: ({ user }) => ({ status: 201, body: { email: user.email, password: PASSWORD } }),
  deleteApiSessions: () => ({ status: 204 }),
  // no `other`: the key is scoped to the address, so another body is another call
  postApiUsersPasswordReset: ({ user }) => ({ status: 202, body: { email: user.email } }),
  postApiUsersPasswordResetConfirm: async ({ shop }) => {
    const { email } = await shop.register();
    await made(shop.call('POST', '/api/users/password-reset', { email }));
    return { status: 204, body: { token: await resetTokenOf(shop, email), newPassword: 'another password' } };
  },
  getApiEvents: () => ({ status: 200 }),
  getApiWebhooks: () => ({ status: 200 }),
  postApiWebhooks: async ({ admin }) => {
    await removeWebhooks(admin);
    return { status: 201, body: hook, other: { ...hook, events: ['*'] } };
  },
  getApiWebhooksId: async (context) => ({ status: 200, params: { id: await webhook(context) } }),
  patchApiWebhooksId: async (context) => ({
    status: 200,
    params: { id: await webhook(context) },
    body: { events: ['*'], disabled: true },
  }),
  postApiWebhooksIdRotateSecret: async (context) => ({ status: 200, params: { id: await webhook(context) } }),
  deleteApiWebhooksId: async (context) => ({ status: 204, params: { id: await webhook(context) } }),
  getApiWebhooksIdDeliveries: async (context) => ({ status: 200, params: await delivery(context, 'id') }),
  getApiWebhooksIdDeliveriesDelivery: async (context) => ({ status: 200, params: await delivery(context) }),
  postApiWebhooksIdDeliveriesDeliveryReplay: async (context) => ({ status: 202, params: await delivery(context) }),
  postApiWebhooksIdReplay: async (context) => {
    const body = { from: '2026-01-01T00:00:00Z' };
    return {
      status: 202,
      params: { id: await webhook(context) },
      body,
      other: { from: '2026-01-02T00:00:00Z' },
    };
  },
  getApiMails: () => ({ status: 200 }),
  getApiUsersMe: () => ({ status: 200 }),
  patchApiUsersMe: () => ({ status: 200, body: { name: 'Jane Doe', language: 'ko' } }),
  putApiUsersMePassword: async ({ shop }) => ({
    status: 204,
    as: await shop.register(),
    body: { currentPassword: PASSWORD, newPassword: 'another password' },
  }),
  getApiUsers: () => ({ status: 200 }),
  patchApiUsersId: async ({ shop }) => ({
    status: 200,
    params: { id: (await shop.register()).id },
    body: { disabled: true },
  }),
  getWellKnownJwksJson: () => ({ status: 200 }),
  getApiProducts: () => ({ status: 200 }),
  postApiProducts: () => ({ status: 201, body: thing, other: { ...thing, price: 2 } }),
  getApiProductsId: () => ({ status: 200, params: { id: 'product-1' } }),
  patchApiProductsId: async (context) => ({ status: 200, params: { id: await product(context) }, body: { price: 2 } }),
  postApiProductsIdRestock: async (context) => ({
    status: 200,
    params: { id: await product(context) },
    body: { quantity: 5 },
    other: { quantity: 6 },
  }),
  getApiOrders: () => ({ status: 200 }),
  postApiOrders: () => ({
    status: 201,
    body: { items, shippingAddress: ADDRESS },
    other: { items: [{ productId: 'product-2', quantity: 1 }], shippingAddress: ADDRESS },
  }),
  getApiOrdersId: async (context) => ({ status: 200, params: { id: (await confirmed(context))['id'] } }),
  putApiOrdersId: async (context) => ({
    status: 200,
    params: { id: (await order(context))['id'] },
    body: { items: [{ productId: 'product-1', quantity: 2 }] },
  }),
  deleteApiOrdersId: async (context) => ({ status: 202, params: { id: (await order(context))['id'] } }),
  postApiOrdersIdCancel: async (context) => ({ status: 202, params: { id: (await order(context))['id'] } }),
  postApiOrdersIdChanges: async (context) => {
    const more = { paymentMethodId: await method(context) };
    const { id } = await confirmed(context);
    const of = (quantity: number) => ({ items: [{ productId: 'product-1', quantity }], ...more });
    return { status: 202, params: { id }, body: of(2), other: of(3) };
  },
  postApiOrdersIdShipping: async (context) => ({ status: 200, params: { id: (await confirmed(context))['id'] } }),
  getApiOrdersIdEvents: async (context) => ({ status: 200, params: { id: (await paid(context))['id'] } }),
  getApiOrdersIdSteps: async (context) => ({ status: 200, params: { id: (await paid(context))['id'] } }),
  getApiOrderSteps: () => ({ status: 200 }),
  getApiPaymentMethods: () => ({ status: 200 }),
  postApiPaymentMethods: () => ({
    status: 201,
    body: { paymentMethod: 'credit_card', cardDetails: CARD },
    other: { paymentMethod: 'credit_card', cardDetails: { ...CARD, expiry: '11/40' } },
  }),
  deleteApiPaymentMethodsId: async (context) => ({ status: 204, params: { id: await method(context) } }),
  getApiPayments: () => ({ status: 200 }),
  postApiPayments: async (context) => {
    const body = { orderId: (await order(context))['id'], paymentMethod: 'credit_card', cardDetails: CARD };
    return { status: 201, body: { ...body, amount: 29.99 }, other: { ...body, amount: 30 } };
  },
  getApiPaymentsId: async (context) => ({ status: 200, params: { id: await payment(context) } }),
  postApiPaymentsIdVerify: async (context) => ({ status: 200, params: { id: await payment(context) } }),
  postApiPaymentsIdRefund: async (context) => ({
    status: 200,
    params: { id: await payment(context) },
    body: { amount: 1.25 },
    other: { amount: 1.5 },
  }),
  postApiPaymentsIdRefundByHand: async (context) => ({
    status: 200,
    params: { id: await refundFailed(context) },
    ...reason,
  }),
  getApiDisputes: () => ({ status: 200 }),
  getApiDisputesId: () => ({ status: 404, params: { id: 'unknown' } }),
  getApiUnknownCharges: () => ({ status: 200 }),
  postApiUnknownChargesSearch: () => ({ status: 202 }),
  getApiUnknownChargesId: () => ({ status: 404, params: { id: 'unknown' } }),
  postApiUnknownChargesIdReturn: () => ({ status: 404, params: { id: 'unknown' }, ...reason }),
  postApiUnknownChargesIdMatch: async (context) => ({
    status: 404,
    params: { id: 'unknown' },
    body: { orderId: (await order(context))['id'], reason: 'an example' },
  }),
  getApiSagas: () => ({ status: 200 }),
  getApiSagasId: async (context) => ({ status: 200, params: { id: (await confirmed(context))['id'] } }),
  getApiSagasIdPreview: async (context) => ({ status: 200, params: { id: (await order(context))['id'] } }),
  getApiSagasSummary: () => ({ status: 200 }),
  getApiSagasIdJournal: async (context) => ({ status: 200, params: { id: (await order(context))['id'] } }),
  getApiSagasIdExport: async (context) => ({ status: 200, params: { id: (await order(context))['id'] } }),
  getApiSagasIdEvents: async (context) => ({ status: 200, params: { id: (await confirmed(context))['id'] } }),
  getApiSagasIdJobs: async (context) => ({ status: 200, params: { id: (await order(context))['id'] } }),
  postApiSagasIdRetry: async (context) => ({ status: 202, params: { id: (await order(context))['id'] }, ...reason }),
  postApiSagasIdCompensate: async (context) => ({
    status: 202,
    params: { id: (await order(context))['id'] },
    ...reason,
  }),
  postApiSagasIdResolve: async (context) => ({ status: 202, params: { id: (await order(context))['id'] }, ...reason }),
  postApiSagasIdForce: async (context) => {
    const body = { step: STEPS.pay, outcome: 'refused', reason: 'an example' };
    return { status: 202, params: { id: (await order(context))['id'] }, body, other: { ...body, reason: 'another' } };
  },
  postApiSagasIdRestart: async (context) => {
    const body = { step: STEPS.reserve, reason: 'an example' };
    return { status: 202, params: { id: (await order(context))['id'] }, body, other: { ...body, reason: 'another' } };
  },
  // operators cannot start the shop's own sagas
  postApiSagas: () => {
    const body = { type: 'place-order', input: {} };
    return { status: 403, body, other: { ...body, id: 'another' } };
  },
  postApiSagasIdSignals: async (context) => {
    const body = { name: STEPS.pay, payload: {} };
    return { status: 403, params: { id: (await order(context))['id'] }, body, other: { ...body, id: 'another' } };
  },
  postApiSagasIdCancel: async (context) => {
    const body = { reason: 'ADMIN_CANCELLED' };
    return { status: 403, params: { id: (await order(context))['id'] }, body, other: { reason: 'ANOTHER' } };
  },
  postApiSagasBulk: () => ({ status: 202, body: bulk, other: { ...bulk, reason: 'another' } }),
  getApiSagasBulkId: async ({ admin }) => ({
    status: 200,
    params: { id: (await made(admin.call('POST', '/api/sagas/bulk', bulk)))['id'] },
  }),
  getApiSagasPauses: () => ({ status: 200 }),
  postApiSagasPauses: () => ({ status: 201, body: nothing, other: { ...nothing, reason: 'another' } }),
  deleteApiSagasPausesId: async ({ admin }) => ({
    status: 204,
    params: { id: (await made(admin.call('POST', '/api/sagas/pauses', nothing)))['id'] },
  }),
  getApiSystem: () => ({ status: 200 }),
  getApiSystemHistory: () => ({ status: 200 }),
  getApiTraces: () => ({ status: 200 }),
  getApiTracesTraceId: async ({ admin }) => ({
    status: 200,
    params: {
      traceId: await until(
        'a trace',
        async () => (await made(admin.call('GET', '/api/traces')))['items'][0]?.traceId as string,
      ),
    },
  }),
  getApiInvariants: () => ({ status: 200 }),
  getApiInvariantsRuns: () => ({ status: 200 }),
  postApiInvariantsRuns: () => ({ status: 202 }),
  getOpenapiJson: () => ({ status: 200 }),
  getAsyncapiJson: () => ({ status: 200 }),
  getHealthLive: () => ({ status: 200 }),
  getHealthReady: () => ({ status: 200 }),
  getMetrics: () => ({ status: 200 }),
  postFaults: () => ({ status: 201, body: { at: 'gateway.proxy.after', do: 'delay', delayMs: 1 } }),
  getFaults: () => ({ status: 200 }),
  deleteFaults: () => ({ status: 204 }),
  getApiFaults: () => ({ status: 200 }),
  deleteApiFaults: () => ({ status: 204 }),
  postApiFaultsProcess: () => ({
    status: 201,
    params: { process: 'order-service' },
    body: { at: 'order.reserve.after', do: 'delay', delayMs: 1 },
  }),
};
