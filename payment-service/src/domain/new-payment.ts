import { paymentIdOf } from './ids.js';
import type { Payment } from './payment.js';

interface Of {
  readonly orderId: string;
  readonly changeId?: string;
  readonly userId: string;
  readonly methodId: string;
  readonly provider?: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly card: { readonly brand: string; readonly last4: string };
}

/** A payment that the provider does not know yet; `nextCheckAt` is when the reconciler checks its outcome. */
export const newPayment = (of: Of, now: Date, nextCheckAt: Date): Payment => ({
  _id: paymentIdOf(of.changeId ?? of.orderId),
  ...of,
  status: 'PENDING',
  declineCode: null,
  ledger: [],
  providerRef: null,
  calls: {},
  refunds: [],
  nextCheckAt,
  tombstone: false,
  revision: 1,
  createdAt: now,
  updatedAt: now,
});

/** The mark that a void leaves when it comes before its authorise. */
export const tombstoneOf = (orderId: string, now: Date): Payment => ({
  ...newPayment(
    { orderId, userId: '', methodId: '', amountMinor: 0, currency: '', card: { brand: '', last4: '' } },
    now,
    now,
  ),
  card: null,
  status: 'VOIDED',
  nextCheckAt: null,
  tombstone: true,
});
