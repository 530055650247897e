import { fromMinor } from '@shop/protos/money';
import type { Dispute } from '../domain/dispute.js';

/** A dispute in the API's format, with its payment's order if that is known: decimal amounts. */
export const disputeView = (
  { _id, provider, ref, reference, status, currency, reason, ...of }: Dispute,
  orderId: string | undefined,
) => ({
  id: _id,
  provider,
  providerRef: ref,
  paymentId: reference,
  ...(orderId === undefined ? {} : { orderId }),
  status,
  amount: fromMinor(of.amountMinor, currency),
  currency,
  reason,
  ...(of.evidenceDueAt ? { evidenceDueAt: of.evidenceDueAt.toISOString() } : {}),
  openedAt: of.openedAt.toISOString(),
  updatedAt: of.updatedAt.toISOString(),
});
