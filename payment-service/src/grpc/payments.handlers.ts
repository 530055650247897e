import { annotate } from '@shop/common/tracing/context';
import { serve, type Served } from '@shop/common/grpc/server';
import { idSchema } from '@shop/common/http/server';
import { valid } from '@shop/common/validation/validate';
import { AUDITED_AT_ONCE } from '@shop/protos/contract';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import { CALLERS } from '@shop/topology/callers';
import { currencySchema, minorSchema } from '@shop/protos/schemas';
import Joi from 'joi';
import { methodNotFound } from '../domain/refusals.js';
import { auditPayments, type AuditScope } from '../use-cases/audit-payments.js';
import { auditCharges } from '../use-cases/audit-charges.js';
import { authorizePayment } from '../use-cases/authorize-payment.js';
import { capturePayment } from '../use-cases/capture-payment.js';
import { checkRefundChange } from '../use-cases/check-refund-change.js';
import { inspectChanges, inspectPayment } from '../use-cases/inspect-payment.js';
import { completePayment } from '../use-cases/complete-payment.js';
import type { Parts } from '../use-cases/parts.js';
import { refundChange, type RefundChange } from '../use-cases/refund-change.js';
import { refundOrder } from '../use-cases/refund-order.js';
import { usableMethod } from '../use-cases/usable-method.js';
import { voidPayment } from '../use-cases/void-payment.js';
import { toAudit, toMessage } from './payment.proto.js';

const amount = { amountMinor: minorSchema.min(1).required() };
const paid = {
  orderId: idSchema.required(),
  userId: idSchema.required(),
  paymentMethodId: idSchema.required(),
  ...amount,
  currency: currencySchema.required(),
};
const authorizeSchema = Joi.object({ ...paid, customerMayAct: Joi.boolean().required() });
const change = { changeId: idSchema.required() };
const authorizeChangeSchema = Joi.object({ ...paid, ...change });
const refundChangeSchema = Joi.object({ ...change, ...amount, orderId: idSchema.required() });
const auditSchema = Joi.object({
  orderIds: Joi.array().items(idSchema).max(AUDITED_AT_ONCE).required(),
  withoutBooks: Joi.boolean().required(),
  after: idSchema.allow('').required(),
});
const chargesSchema = Joi.object({ sinceMs: Joi.number().integer().min(0).required() });
const ofOrder = Joi.object({ orderId: idSchema.required() });
const methodSchema = Joi.object({ paymentMethodId: idSchema.required(), userId: idSchema.required() });

/** The order's id, checked and noted for the logs. */
function orderOf(request: { orderId: string }): string {
  const { orderId } = valid<{ orderId: string }>(ofOrder, request);
  annotate({ orderId });
  return orderId;
}

/** The Payments contract: proto → use case → proto. */
export const paymentHandlers = (parts: Parts): Served =>
  serve<PaymentsDefinition>('Payments', CALLERS.Payments, {
    async Authorize(request) {
      valid(authorizeSchema, request);
      annotate({ orderId: request.orderId });
      const { paymentMethodId: methodId, ...rest } = request;
      return authorizePayment(parts, { ...rest, methodId });
    },
    async Void(request) {
      await voidPayment(parts, orderOf(request));
      return {};
    },
    Capture: async (request) => capturePayment(parts, orderOf(request)),
    // earlier releases use Refund for all payments of an order
    Refund: async (request) => refundOrder(parts, orderOf(request)),
    RefundOrder: async (request) => refundOrder(parts, orderOf(request)),
    async AuthorizeChange(request) {
      valid(authorizeChangeSchema, request);
      annotate({ orderId: request.orderId });
      const { paymentMethodId: methodId, ...rest } = request;
      return authorizePayment(parts, { ...rest, methodId, customerMayAct: false });
    },
    async RefundChange(request) {
      annotate({ orderId: request.orderId });
      return refundChange(parts, valid<RefundChange>(refundChangeSchema, request));
    },
    async CheckRefundChange(request) {
      annotate({ orderId: request.orderId });
      await checkRefundChange(parts, valid<RefundChange>(refundChangeSchema, request));
      return {};
    },
    async Inspect({ withChanges, ...request }) {
      const orderId = orderOf(request);
      const [payment, changes] = await Promise.all([
        inspectPayment(parts, orderId),
        withChanges ? inspectChanges(parts, orderId) : [],
      ]);
      return { ...toMessage(payment), changes: changes.map(toMessage) };
    },
    async GetMethod(request) {
      valid(methodSchema, request);
      const method = await usableMethod(parts, request.paymentMethodId, request.userId);
      if (method.singleUse) throw methodNotFound();
      const { _id: id, brand, last4, expiry } = method;
      return { id, brand, last4, expiry };
    },
    async *Audit(request) {
      const { withoutBooks, ...scope } = valid<AuditScope & { withoutBooks: boolean }>(auditSchema, request);
      if (withoutBooks)
        for await (const { _id: id, orderId } of parts.payments.orders(scope.after)) yield { payment: { id, orderId } };
      else for await (const audited of auditPayments(parts, scope)) yield toAudit(audited);
    },
    async *AuditCharges(request) {
      const { sinceMs } = valid<{ sinceMs: number }>(chargesSchema, request);
      yield* auditCharges(parts, new Date(sinceMs));
    },
    CompletePayment: async (request) => completePayment(parts, orderOf(request)),
  });
