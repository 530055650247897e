import type Stripe from 'stripe';
import type { DisputeStatus, ListedDispute } from '../domain/dispute.js';
import { fromStripe } from './stripe-amount.js';

const timeOf = (epochSeconds: number): Date => new Date(epochSeconds * 1000);

/** Stripe's statuses, https://docs.stripe.com/api/disputes/object: an inquiry is a warning, and one that is closed has taken nothing. */
const STATUSES: Readonly<Record<string, DisputeStatus>> = {
  warning_needs_response: 'INQUIRY',
  warning_under_review: 'INQUIRY',
  warning_closed: 'WON',
  won: 'WON',
  lost: 'LOST',
};

/** A dispute with its PaymentIntent expanded; nothing for one of a charge that others have made in the same account. */
export function listedDispute(dispute: Stripe.Dispute): ListedDispute[] {
  const { id: ref, amount, payment_intent: intent, reason, created, evidence_details: evidence } = dispute;
  const reference = typeof intent === 'object' ? intent?.metadata['reference'] : undefined;
  if (reference === undefined) return [];
  const currency = dispute.currency.toUpperCase();
  const status = statusOf(dispute);
  const isOver = status === 'WON' || status === 'LOST';
  const due = !isOver && evidence?.due_by ? { evidenceDueAt: timeOf(evidence.due_by) } : {};
  return [
    {
      ref,
      reference,
      status,
      amountMinor: fromStripe(amount, currency),
      currency,
      reason,
      ...due,
      openedAt: timeOf(created),
    },
  ];
}

/** One that Stripe prevented was settled by giving the money back, or blocked. What a later Stripe says is for somebody to look at. */
function statusOf({ status, payment_method_details: details }: Stripe.Dispute): DisputeStatus {
  if (status === 'prevented') return (details?.card?.case_type as string) === 'resolution' ? 'LOST' : 'WON';
  return STATUSES[status] ?? 'OPEN';
}
