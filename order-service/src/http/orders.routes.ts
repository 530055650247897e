import type { Caller } from '@shop/common/auth/callers';
import { route, type AnyRoute } from '@shop/common/http/route';
import { MAX_WAIT, preferredWait } from '@shop/common/http/prefer';
import { confirmShipping } from '../use-cases/confirm-shipping.js';
import { changeOrder } from '../use-cases/change-order.js';
import { placeOrder, type PlaceOrderParts } from '../use-cases/place-order.js';
import { findOrder } from '../use-cases/find-order.js';
import { requestChange } from '../use-cases/request-change.js';
import { requestCancellation } from '../use-cases/request-cancellation.js';
import {
  changeBody,
  orderBody,
  orderList,
  paidChangeBody,
  showOrder,
  shownOrder,
  shownOrders,
  wantedOf,
  type ChangeBody,
  type OrderBody,
  type OrderListQuery,
  type PaidChangeBody,
} from './orders.schema.js';

export type OrderRouteParts = PlaceOrderParts;
type ById = { id: string };

const LOCATION = { Location: 'The address of the order' };
const APPLIED = { 'Preference-Applied': 'The `wait` of `Prefer`, when it was given and understood' };

/** Orders, for their owners; an administrator sees everyone's. */
export const orderRoutes = (parts: OrderRouteParts): AnyRoute[] => {
  const { shop, payments } = parts;
  const cancel = async ({ params: { id }, caller }: { params: ById; caller: Caller }) => ({
    status: 202,
    body: showOrder(await requestCancellation(parts, id, caller)),
  });
  const cancelling = {
    who: 'user',
    tag: 'Orders',
    answers: { 202: { description: 'The order; it ends as CANCELLED', schema: shownOrder } },
    problems: ['ORDER_NOT_FOUND'],
    handle: cancel,
  } as const;
  return [
    route<OrderBody>({
      method: 'POST',
      path: '/api/orders',
      who: 'user',
      tag: 'Orders',
      summary: `Place an order; Prefer: wait=N waits up to N seconds (at most ${MAX_WAIT}) until it rests`,
      body: orderBody,
      idempotent: true,
      headers: {
        Prefer: `\`wait=N\` holds the answer for up to N seconds (at most ${MAX_WAIT}) until the order rests`,
      },
      answers: {
        201: { description: 'The order', schema: shownOrder, headers: LOCATION, optionalHeaders: APPLIED },
        202: {
          description: 'The order is taken; it is still being created, or goes on when the orchestrator can be reached',
          schema: shownOrder,
          headers: LOCATION,
          optionalHeaders: APPLIED,
        },
      },
      problems: [
        'PRODUCT_NOT_FOUND',
        'PAYMENT_METHOD_NOT_FOUND',
        'PRICE_CHANGED',
        'TOO_MANY_UNPAID_ORDERS',
        'HOLD_LIMIT',
        'IDEMPOTENCY_KEY_REQUIRED',
      ],
      async handle({ body, caller, idempotencyKey, begun, ctx }) {
        const wait = preferredWait(ctx.get('prefer'));
        const { order, created } = await placeOrder(parts, {
          userId: caller.userId!,
          wanted: wantedOf(body.items),
          shippingAddress: body.shippingAddress,
          ...(body.paymentMethodId === undefined ? {} : { paymentMethodId: body.paymentMethodId }),
          ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
          begun,
          ...(wait === undefined ? {} : { wait }),
        });
        const applied: Record<string, string> = wait === undefined ? {} : { 'preference-applied': `wait=${wait}` };
        return {
          status: created ? 201 : 202,
          headers: { location: `/api/orders/${order._id}`, ...applied },
          body: showOrder(order),
        };
      },
    }),
    route<unknown, OrderListQuery>({
      method: 'GET',
      path: '/api/orders',
      who: 'user',
      tag: 'Orders',
      summary: 'Your orders, newest first; an administrator sees everyone’s',
      query: orderList,
      answers: { 200: { description: 'A page of orders', schema: shownOrders } },
      async handle({ query, caller }) {
        const { items, nextCursor } = await shop.orders.list({
          ...query,
          ...(caller.role === 'admin' ? {} : { userId: caller.userId! }),
        });
        return { status: 200, body: { items: items.map((order) => showOrder(order)), nextCursor } };
      },
    }),
    route<unknown, unknown, ById>({
      method: 'GET',
      path: '/api/orders/:id',
      who: 'user',
      tag: 'Orders',
      summary: 'One order with its history, its payment and those of its changes',
      answers: { 200: { description: 'The order', schema: shownOrder } },
      problems: ['ORDER_NOT_FOUND'],
      async handle({ params: { id }, caller }) {
        const order = await findOrder(shop, id, caller);
        // no payment can have begun before the order was frozen
        const paid = order.frozen ? await payments.paymentsOf(id, order.paidChange !== undefined) : {};
        return { status: 200, body: showOrder(order, paid) };
      },
    }),
    route<ChangeBody, unknown, ById>({
      method: 'PUT',
      path: '/api/orders/:id',
      who: 'user',
      tag: 'Orders',
      summary: 'Change items or address before payment; stock follows first',
      body: changeBody,
      answers: { 200: { description: 'The order', schema: shownOrder } },
      problems: [
        'ORDER_NOT_FOUND',
        'PRODUCT_NOT_FOUND',
        'ORDER_NOT_CHANGEABLE',
        'OUT_OF_STOCK',
        'PRICE_CHANGED',
        'HOLD_LIMIT',
      ],
      async handle({ params: { id }, body: { items, shippingAddress }, caller }) {
        const order = await changeOrder(shop, id, caller.userId!, {
          ...(items === undefined ? {} : { wanted: wantedOf(items) }),
          ...(shippingAddress === undefined ? {} : { shippingAddress }),
        });
        return { status: 200, body: showOrder(order) };
      },
    }),
    route<PaidChangeBody, unknown, ById>({
      method: 'POST',
      path: '/api/orders/:id/changes',
      who: 'user',
      tag: 'Orders',
      summary:
        'Change the items of a paid order until it is confirmed for shipping; its change shows what becomes of it',
      body: paidChangeBody,
      idempotent: true,
      answers: {
        202: {
          description:
            'The order, as it was until its `change` is APPLIED. What it costs more is taken from the payment method, what it costs less is given back',
          schema: shownOrder,
          headers: LOCATION,
        },
      },
      problems: [
        'ORDER_NOT_FOUND',
        'PRODUCT_NOT_FOUND',
        'PAYMENT_METHOD_NOT_FOUND',
        'ORDER_NOT_CHANGEABLE',
        'ORDER_CANCELLED',
        'OUT_OF_STOCK',
        'PRICE_CHANGED',
        'AMOUNT_MISMATCH',
        'AMOUNT_NOT_IN_STEPS',
        'IDEMPOTENCY_KEY_REQUIRED',
      ],
      async handle({ params: { id: orderId }, body: { items, ...expected }, caller, idempotencyKey }) {
        const order = await requestChange(parts, {
          ...expected,
          orderId,
          userId: caller.userId!,
          wanted: wantedOf(items),
          ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        });
        return { status: 202, headers: { location: `/api/orders/${orderId}` }, body: showOrder(order) };
      },
    }),
    route<unknown, unknown, ById>({
      method: 'POST',
      path: '/api/orders/:id/shipping',
      who: 'admin',
      tag: 'Orders',
      summary: 'Confirm an order for shipping: from then on nothing of it is changed',
      idempotent: true,
      answers: { 200: { description: 'The order', schema: shownOrder } },
      problems: ['ORDER_NOT_FOUND', 'ORDER_NOT_CONFIRMED', 'ORDER_NOT_CHANGEABLE'],
      async handle({ params: { id } }) {
        return { status: 200, body: showOrder(await confirmShipping(shop, id)) };
      },
    }),
    route<unknown, unknown, ById>({
      ...cancelling,
      method: 'POST',
      path: '/api/orders/:id/cancel',
      summary: 'Cancel an order, before or after its confirmation',
      idempotent: true,
    }),
    route<unknown, unknown, ById>({
      ...cancelling,
      method: 'DELETE',
      path: '/api/orders/:id',
      summary: 'As cancel',
    }),
  ];
};
