import { Problem } from '@shop/common/errors';
import Joi from 'joi';
import type Stripe from 'stripe';
import type { DisputeStatus } from '@shop/protos/contract';
import type { ListedDispute } from '../domain/dispute.js';
import type { PaymentProvider } from './provider.js';
import { fromStripe } from './stripe-amount.js';
import { referenceIn } from './stripe-reference.js';
import { validWebhook, webhookSchema } from './webhook.js';

const timeOf = (epochSeconds: number): Date => new Date(epochSeconds * 1000);

/** Stripe's statuses, https://docs.stripe.com/api/disputes/object: an inquiry is a warning, and one that is closed has taken nothing. */
const STATUSES: Readonly<Record<string, DisputeStatus>> = {
  warning_needs_response: 'INQUIRY',
  warning_under_review: 'INQUIRY',
  warning_closed: 'WON',
  won: 'WON',
  lost: 'LOST',
};

const OF_DISPUTE = /^charge\.dispute\./;
const eventOfDispute = webhookSchema<{ data: { object: { id: string } } }>({
  data: Joi.object({ object: Joi.object({ id: Joi.string().max(255).required() }).required() }).required(),
});

/** The id of the dispute that an event is about; undefined for another event. Throws 400 MALFORMED_WEBHOOK. */
export const disputeIn = (event: { readonly type: string }): string | undefined =>
  OF_DISPUTE.test(event.type) ? validWebhook(eventOfDispute, event).data.object.id : undefined;

/** Stripe's disputes; `withProblems` converts Stripe's errors to Problems. */
export const stripeDisputes = (
  stripe: Stripe,
  withProblems: <T>(work: Promise<T>) => Promise<T>,
): Pick<PaymentProvider, 'dispute' | 'disputes'> => ({
  async dispute(ref) {
    try {
      return (
        listedDispute(await withProblems(stripe.disputes.retrieve(ref, { expand: ['payment_intent'] })))[0] ?? null
      );
    } catch (error) {
      if (error instanceof Problem && error.extra['providerCode'] === 'resource_missing') return null;
      throw error;
    }
  },
  async *disputes(since) {
    const created = { gte: Math.floor(since.getTime() / 1000) };
    for (let after: string | undefined = ''; after !== undefined;) {
      const params = { created, limit: 100, expand: ['data.payment_intent'], ...(after && { starting_after: after }) };
      const page: Stripe.ApiList<Stripe.Dispute> = await withProblems(stripe.disputes.list(params));
      yield page.data.flatMap(listedDispute);
      after = page.has_more ? page.data.at(-1)?.id : undefined;
    }
  },
});

/** A listed dispute, from one with its PaymentIntent expanded; empty when its charge was made by others in the same account. */
function listedDispute(dispute: Stripe.Dispute): ListedDispute[] {
  const { id: ref, amount, payment_intent: intent, reason, created, evidence_details: evidence } = dispute;
  const reference = typeof intent === 'object' ? referenceIn(intent?.metadata) : undefined;
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

/**
 * A dispute that Stripe prevented ended with a refund (LOST) or was blocked (WON). A status that this release does not know counts as OPEN,
 * so that somebody checks it.
 */
function statusOf({ status, payment_method_details: details }: Stripe.Dispute): DisputeStatus {
  if (status === 'prevented') return (details?.card?.case_type as string) === 'resolution' ? 'LOST' : 'WON';
  return STATUSES[status] ?? 'OPEN';
}
