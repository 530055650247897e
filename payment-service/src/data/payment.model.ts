import type { Guarded } from '@shop/common/mongo/barrier';
import { intentIndex } from '@shop/common/mongo/intents';
import { publishedFields, unpublishedIndex } from '@shop/common/mongo/unpublished';
import { PAYMENT_STATUSES } from '@shop/protos/contract';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Payment } from '../domain/payment.js';

/** A payment as stored: what the domain knows, and the barrier's marks. */
export type PaymentDocument = Payment & Guarded;
export type PaymentModel = Model<PaymentDocument>;

/** The statuses that can have events: all except those in which the provider never held money. */
export const PUBLISHED_STATUSES = PAYMENT_STATUSES.filter((status) => status !== 'PENDING' && status !== 'FAILED');

/** Payments with a refund that failed: few at any time. */
export const WITH_FAILED_REFUND = { 'failedRefund.since': { $gt: new Date(0) } };
const failedRefundIndex = {
  keys: { createdAt: -1, _id: -1 },
  options: { name: 'failed_refunds', partialFilterExpression: WITH_FAILED_REFUND },
} as const;

/** Payments of changes of orders: few beside those of orders. */
export const OF_A_CHANGE = { changeId: { $gt: '' } };

/** The payments collection, with an index for each of its queries. */
export function paymentModel(connection: Connection): PaymentModel {
  const line = new Schema(
    {
      type: { type: String },
      amountMinor: Number,
      at: Date,
      providerRef: String,
      by: String,
      reason: String,
      trace: String,
    },
    { _id: false },
  );
  const refund = new Schema(
    { key: String, at: Date, amountMinor: Number, state: String, failedRef: String, makesGood: Number },
    { _id: false },
  );
  const schema = new Schema<PaymentDocument>(
    {
      _id: String,
      orderId: String,
      changeId: String,
      userId: String,
      methodId: String,
      provider: String,
      amountMinor: Number,
      currency: String,
      card: Schema.Types.Mixed,
      status: String,
      declineCode: String,
      ledger: [line],
      providerRef: String,
      calls: Schema.Types.Mixed,
      refunds: [refund],
      failedRefund: Schema.Types.Mixed,
      nextCheckAt: Date,
      tombstone: Boolean,
      signalIntent: Schema.Types.Mixed,
      ...publishedFields,
      statusTrace: String,
      actionUrl: String,
      answerIntent: Schema.Types.Mixed,
      revision: Number,
      marks: Schema.Types.Mixed,
      createdAt: Date,
      updatedAt: Date,
    },
    { collection: 'payments', versionKey: false, minimize: false },
  );
  schema.index({ userId: 1, tombstone: 1, createdAt: -1, _id: -1 });
  schema.index({ tombstone: 1, createdAt: -1, _id: -1 });
  schema.index({ nextCheckAt: 1 });
  // matches few documents at any time: authorised payments that are not captured yet
  schema.index({ status: 1 }, { partialFilterExpression: { status: 'AUTHORIZED' } });
  schema.index(...intentIndex('signalIntent'));
  schema.index(failedRefundIndex.keys, failedRefundIndex.options);
  schema.index({ orderId: 1 }, { name: 'changes', partialFilterExpression: OF_A_CHANGE });
  schema.index(unpublishedIndex);
  schema.index(...intentIndex('answerIntent'));
  return connection.model<PaymentDocument>('Payment', schema);
}
