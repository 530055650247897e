import type { Caller } from '@shop/common/auth/callers';
import { annotate } from '@shop/common/tracing/context';
import type { AnyRoute } from '@shop/common/http/route';
import { route } from '@shop/common/http/route';
import type { Payment } from '../domain/payment.js';
import { paymentNotFound } from '../domain/refusals.js';
import { moneyAtRisk } from '../use-cases/money-at-risk.js';
import type { Parts } from '../use-cases/parts.js';
import { refundByHand } from '../use-cases/refund-by-hand.js';
import { refundPayment } from '../use-cases/refund-payment.js';
import { submitPayment, type SubmitParts } from '../use-cases/submit-payment.js';
import { verifyPayment } from '../use-cases/verify-payment.js';
import { paymentView } from './payment.view.js';
import {
  listSchema,
  pageOf,
  paymentSchema,
  refundByHandSchema,
  refundSchema,
  submitSchema,
  type ListQuery,
  type RefundByHandBody,
  type SubmitBody,
} from './payments.schema.js';

const tag = 'Payments';
const LOCATION = { Location: 'The address of the payment' };
const one = { 200: { description: 'The payment', schema: paymentSchema } };

/** Payments over REST. */
export function paymentRoutes(parts: SubmitParts): AnyRoute[] {
  async function shownAll(payments: readonly Payment[]) {
    const all = await parts.disputes.ofPayments(payments.map(({ _id }) => _id));
    return payments.map((payment) => {
      const disputes = all.filter(({ reference }) => reference === payment._id);
      return paymentView(payment, disputes);
    });
  }
  const shown = async (payment: Payment) => (await shownAll([payment]))[0]!;
  return [
    route<SubmitBody>({
      method: 'POST',
      path: '/api/payments',
      who: 'user',
      tag,
      summary: 'Pay an order, with a card or a stored payment method',
      body: submitSchema,
      idempotent: true,
      answers: {
        201: {
          description:
            'Paid: CAPTURED, or AUTHORIZED while the capture is being retried. With REQUIRES_ACTION the customer must first confirm it at nextAction',
          schema: paymentSchema,
          headers: LOCATION,
        },
        202: {
          description: 'Accepted; still being carried out, or goes on when the orchestrator can be reached',
          schema: paymentSchema,
          headers: LOCATION,
        },
      },
      problems: [
        'CARD_DECLINED',
        'ORDER_NOT_FOUND',
        'PAYMENT_METHOD_NOT_FOUND',
        'ORDER_NOT_PAYABLE',
        'AMOUNT_MISMATCH',
        'AMOUNT_NOT_IN_STEPS',
        'IDEMPOTENCY_KEY_REQUIRED',
        'TOO_MANY_DECLINES',
      ],
      async handle({ body, caller, idempotencyKey: key }) {
        const { orderId, amount, cardDetails: card, paymentMethodId } = body;
        annotate({ orderId });
        const { payment, decided } = await submitPayment(parts, {
          userId: caller.userId!,
          orderId,
          amount,
          with: card ? { card } : { paymentMethodId: paymentMethodId! },
          key,
        });
        const headers = { location: `/api/payments/${payment._id}` };
        return { status: decided ? 201 : 202, body: await shown(payment), headers };
      },
    }),
    route<unknown, ListQuery>({
      method: 'GET',
      path: '/api/payments',
      who: 'user',
      tag,
      summary: "The caller's payments, newest first, declined ones too; an administrator sees everyone's",
      query: listSchema,
      answers: { 200: { description: 'A page', schema: pageOf(paymentSchema) } },
      async handle({ query: { orderId, refundFailed, ...page }, caller }) {
        const { items, nextCursor } = await parts.payments.list({
          ...page,
          ...(caller.role === 'admin' ? {} : { userId: caller.userId! }),
          ...(orderId === undefined ? {} : { ids: await parts.payments.idsOf(orderId) }),
          ...(refundFailed === undefined ? {} : { refundFailed: true }),
        });
        return { status: 200, body: { items: await shownAll(items), nextCursor } };
      },
    }),
    // before the next route: koa takes the first path that matches
    route({
      method: 'GET',
      path: '/api/payments/at-risk',
      who: 'viewer',
      tag,
      summary: 'Money that is authorised and not captured, or in doubt',
      internal: true,
      answers: {
        200: { description: 'Sums by currency, and what waits for a person, for the gateway’s GET /api/system' },
      },
      async handle() {
        const { payments, disputes, unknownCharges } = parts;
        const [items, failed, disputed, unknown] = await Promise.all([
          moneyAtRisk(payments),
          payments.failedRefunds(),
          disputes.open(),
          unknownCharges.open(),
        ]);
        const counts = { failedRefunds: failed.count, openDisputes: disputed.count, unknownCharges: unknown.count };
        return { status: 200, body: { items, ...counts } };
      },
    }),
    route<unknown, unknown, { id: string }>({
      method: 'GET',
      path: '/api/payments/:id',
      who: 'user',
      tag,
      summary: 'One payment',
      answers: one,
      problems: ['PAYMENT_NOT_FOUND'],
      handle: async ({ params, caller }) => ({
        status: 200,
        body: await shown(await visible(parts, params.id, caller)),
      }),
    }),
    route<unknown, unknown, { id: string }>({
      method: 'POST',
      path: '/api/payments/:id/verify',
      who: 'user',
      tag,
      summary: 'Ask the payment provider, and correct a difference',
      idempotent: true,
      answers: one,
      problems: ['PAYMENT_NOT_FOUND', 'CONTRADICTS_LEDGER'],
      async handle({ params, caller }) {
        await visible(parts, params.id, caller);
        return { status: 200, body: await shown(await verifyPayment(parts, params.id)) };
      },
    }),
    route<{ amount?: number }, unknown, { id: string }>({
      method: 'POST',
      path: '/api/payments/:id/refund',
      who: 'admin',
      tag,
      summary: 'Give a part or all back',
      body: refundSchema,
      idempotent: true,
      answers: one,
      problems: [
        'PAYMENT_NOT_FOUND',
        'PAYMENT_NOT_REFUNDABLE',
        'PAYMENT_DISPUTED',
        'REFUND_TOO_LARGE',
        'PROVIDER_REFUSED',
        'IDEMPOTENCY_KEY_REQUIRED',
      ],
      async handle({ params, body: { amount }, caller, idempotencyKey: key }) {
        const payment = await refundPayment(parts, {
          paymentId: params.id,
          ...(amount === undefined ? {} : { amount }),
          by: caller.userId!,
          key,
        });
        return { status: 200, body: await shown(payment) };
      },
    }),
    route<RefundByHandBody, unknown, { id: string }>({
      method: 'POST',
      path: '/api/payments/:id/refund-by-hand',
      who: 'admin',
      tag,
      summary: 'Say that money whose refund failed was given back past the payment provider, and how',
      body: refundByHandSchema,
      idempotent: true,
      answers: one,
      problems: ['PAYMENT_NOT_FOUND', 'PAYMENT_NOT_REFUNDABLE', 'REFUND_TOO_LARGE', 'IDEMPOTENCY_KEY_REQUIRED'],
      async handle({ params, body, caller, idempotencyKey: key }) {
        const payment = await refundByHand(parts, { ...body, paymentId: params.id, by: caller.userId!, key });
        return { status: 200, body: await shown(payment) };
      },
    }),
  ];
}

/** The payment, if this caller may see it. Throws PAYMENT_NOT_FOUND. */
async function visible({ payments }: Parts, id: string, caller: Caller): Promise<Payment> {
  const payment = await payments.find(id);
  if (!payment || payment.tombstone || (caller.role !== 'admin' && payment.userId !== caller.userId))
    throw paymentNotFound();
  return payment;
}
