import { ADDRESS, CARD } from '../shop.js';
import { resetTokenOf } from '../mails.js';
import type { MakeExample } from './example.js';
import {
  PASSWORD,
  confirmed,
  items,
  loggedIn,
  made,
  method,
  newcomer,
  order,
  paid,
  payment,
  product,
  reason,
  refundFailed,
  thing,
} from './prepared.js';

/** Calls about accounts, products, orders and payments. */
export const shopExamples: Readonly<Record<string, MakeExample>> = {
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
};
