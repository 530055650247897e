import { fromMinor } from '@shop/protos/money';
import type { Dispute } from '../domain/dispute.js';

/** A dispute as the contract shows it: decimal amounts. */
export const disputeView = ({ _id, provider, ref, reference, status, currency, reason, ...of }: Dispute) => ({
  id: _id,
  provider,
  providerRef: ref,
  paymentId: reference,
  status,
  amount: fromMinor(of.amountMinor, currency),
  currency,
  reason,
  ...(of.evidenceDueAt ? { evidenceDueAt: of.evidenceDueAt.toISOString() } : {}),
  openedAt: of.openedAt.toISOString(),
  updatedAt: of.updatedAt.toISOString(),
});
