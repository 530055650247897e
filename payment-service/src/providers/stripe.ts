import { conflict, Problem } from '@shop/common/errors';
import { timeLeft } from '@shop/common/tracing/context';
import { hours } from '@shop/common/time';
import Joi from 'joi';
import type Stripe from 'stripe';
import type { Books } from '../domain/money-movement.js';
import { badSignature, type Charge, type PaymentProvider } from './provider.js';
import { stripeStep, toStripe } from './stripe-amount.js';
import { booksOf, listed, listedRefund } from './stripe-books.js';
import { stripeCards } from './stripe-cards.js';
import { disputeIn, stripeDisputes } from './stripe-disputes.js';
import { toProviderProblem } from './stripe-errors.js';
import { referenceIn } from './stripe-reference.js';
import { eventOf, validWebhook, webhookSchema } from './webhook.js';

export interface StripeOptions {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Replaces https://api.stripe.com. */
  readonly apiBase?: string;
  readonly timeoutMs: number;
}

/** Stripe keeps an idempotency key for 24 hours; after that a payment is searched for before it is created. */
const KEY_LIFE = hours(23);
const expand = ['latest_charge'];

/** How old a webhook may be, seconds: Stripe's own default. */
const TOLERANCE_S = 300;
const SIGNATURE = 'stripe-signature';
const OUR_TYPES = /^(payment_intent|charge|refund)\./;
interface EventOfPayment {
  readonly data: {
    readonly object: {
      readonly metadata?: { readonly reference: string } | null;
      /** Of refunds and charges: the PaymentIntent that they belong to. */
      readonly payment_intent?: string | null;
    };
  };
}
const eventOfPayment = webhookSchema<EventOfPayment>({
  data: Joi.object({
    object: Joi.object({
      metadata: Joi.object({ reference: Joi.string().allow('').max(500) }).allow(null),
      payment_intent: Joi.string().max(255).allow(null),
    }).required(),
  }).required(),
});

/** Stripe through its official library (loaded on demand: it is large): a PaymentIntent with manual capture for each payment. */
export async function stripeProvider({
  secretKey,
  webhookSecret,
  apiBase,
  timeoutMs,
}: StripeOptions): Promise<PaymentProvider> {
  const { default: Library } = await import('stripe');
  const base = apiBase === undefined ? undefined : new URL(apiBase);
  const stripe = new Library(secretKey, {
    timeout: timeoutMs,
    // the saga retries, with the same key
    maxNetworkRetries: 0,
    telemetry: false,
    ...(base && { host: base.hostname, protocol: base.protocol === 'http:' ? 'http' : 'https' }),
    ...(base?.port ? { port: base.port } : {}),
  });
  const keyed = (idempotencyKey: string) => ({ idempotencyKey, timeout: timeLeft(timeoutMs) });
  const withProblems = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw toProviderProblem(Library.errors, error);
    });

  const retrieve = (id: string) => withProblems(stripe.paymentIntents.retrieve(id, { expand }));
  async function find(charge: Charge): Promise<Stripe.PaymentIntent | undefined> {
    if (charge.providerRef !== null) return retrieve(charge.providerRef);
    const query = `metadata['reference']:'${charge.reference}'`;
    return (await withProblems(stripe.paymentIntents.search({ query, limit: 1 }))).data[0];
  }

  /** The payment's only PaymentIntent, created if necessary and not yet confirmed: the key makes creation idempotent. */
  async function intentOf(charge: Charge): Promise<Stripe.PaymentIntent> {
    const { reference, amountMinor, currency, authorize } = charge;
    const old = Date.now() - authorize.at.getTime() > KEY_LIFE;
    const there = charge.providerRef !== null || old ? await find(charge) : undefined;
    if (there) return there;
    const [customer, paymentMethod] = authorize.token.split(':') as [string, string];
    const params: Stripe.PaymentIntentCreateParams = {
      amount: toStripe(amountMinor, currency),
      currency: currency.toLowerCase(),
      customer,
      payment_method: paymentMethod,
      allowed_payment_method_types: ['card'],
      capture_method: 'manual',
      metadata: { reference },
    };
    const { id } = await withProblems(stripe.paymentIntents.create(params, keyed(authorize.key)));
    // a repeated create returns its first answer, not the current state
    return retrieve(id);
  }

  /** The payment of an intent; undefined for one that others made in the account, or that Stripe does not know. */
  async function referenceOf(intentId: string): Promise<string | undefined> {
    try {
      return referenceIn((await retrieve(intentId)).metadata);
    } catch (error) {
      if (error instanceof Problem && error.definite) return undefined;
      throw error;
    }
  }

  async function currentBooks(id: string): Promise<Books> {
    const [intent, refunds] = await Promise.all([retrieve(id), refundsOf(id)]);
    return booksOf(intent, refunds);
  }
  const refundsOf = async (id: string) =>
    withProblems(
      stripe.refunds
        .list({ payment_intent: id, limit: 100, expand: ['data.failure_balance_transaction'] })
        .autoPagingToArray({ limit: 1_000 }),
    );

  /** The books after a call, also after one that Stripe refused because it was done before. */
  async function after(id: string, call: () => Promise<unknown>, reached: (books: Books) => boolean): Promise<Books> {
    try {
      await withProblems(call());
    } catch (error) {
      if (!(error instanceof Problem) || !error.definite) throw error;
      const books = await currentBooks(id);
      if (reached(books)) return books;
      throw error;
    }
    return currentBooks(id);
  }

  return {
    name: 'stripe',
    judgesExpiry: false,
    signatureHeader: SIGNATURE,
    step: stripeStep,
    ...stripeCards({ stripe, errors: Library.errors, timeoutMs }),
    async authorize(charge) {
      const { id, status } = await intentOf(charge);
      if (status === 'canceled') throw conflict('CHARGE_VOIDED', 'This charge was voided.');
      if (status !== 'requires_confirmation') return currentBooks(id);
      const { key, returnUrl } = charge.authorize;
      // without a return page, a card whose bank asks the customer is declined
      const action = returnUrl === undefined ? { error_on_requires_action: true } : { return_url: returnUrl };
      const confirm = () => stripe.paymentIntents.confirm(id, action, keyed(`${key}:confirm`));
      const decided = ({ declineCode, actionUrl, movements }: Books) =>
        declineCode !== undefined || actionUrl !== undefined || movements.length > 0;
      return after(id, confirm, decided);
    },
    async capture(charge, key) {
      const { id } = await intentOf(charge);
      const captured = ({ movements }: Books) => movements.some(({ type }) => type === 'captured');
      return after(id, () => stripe.paymentIntents.capture(id, {}, keyed(key)), captured);
    },
    async void(charge, key) {
      // created if authorise has not arrived: the late authorise then finds it cancelled
      const { id, status } = await intentOf(charge);
      if (status === 'canceled') return currentBooks(id);
      if (status === 'succeeded') throw conflict('CHARGE_CAPTURED', 'A captured charge cannot be voided; refund it.');
      return after(
        id,
        () => stripe.paymentIntents.cancel(id, {}, keyed(key)),
        ({ voided }) => voided,
      );
    },
    async refund(charge, key, amountMinor) {
      const amount = toStripe(amountMinor, charge.currency);
      const { id } = await intentOf(charge);
      const there = (await refundsOf(id)).find(({ metadata }) => metadata?.['key'] === key);
      const create = () =>
        stripe.refunds.create(
          { payment_intent: id, amount, metadata: { key, reference: charge.reference } },
          keyed(key),
        );
      if (!there) await withProblems(create());
      return currentBooks(id);
    },
    async books(charges) {
      const books = new Map<string, Books>();
      for (const charge of charges) {
        // a charge that Stripe does not know does not prevent reading the others
        const intent = await find(charge).catch((error: unknown) => {
          if (error instanceof Problem && error.definite) return undefined;
          throw error;
        });
        if (intent) books.set(charge.reference, await currentBooks(intent.id));
      }
      return books;
    },
    async *charges(since) {
      const created = { gte: Math.floor(since.getTime() / 1000) };
      for (let after: string | undefined = ''; after !== undefined;) {
        const params: Stripe.PaymentIntentListParams = {
          created,
          limit: 100,
          expand: ['data.latest_charge'],
          ...(after && { starting_after: after }),
        };
        const page: Stripe.ApiList<Stripe.PaymentIntent> = await withProblems(stripe.paymentIntents.list(params));
        yield page.data.flatMap(listed);
        after = page.has_more ? page.data.at(-1)?.id : undefined;
      }
    },
    async *refunds(since) {
      const created = { gte: Math.floor(since.getTime() / 1000) };
      for (let after: string | undefined = ''; after !== undefined;) {
        const params: Stripe.RefundListParams = {
          created,
          limit: 100,
          // a refund made in the dashboard does not have our metadata
          expand: ['data.payment_intent'],
          ...(after && { starting_after: after }),
        };
        const page: Stripe.ApiList<Stripe.Refund> = await withProblems(stripe.refunds.list(params));
        yield page.data.flatMap(listedRefund);
        after = page.has_more ? page.data.at(-1)?.id : undefined;
      }
    },
    ...stripeDisputes(stripe, withProblems),
    async readWebhook(headers, body) {
      const signature = String(headers[SIGNATURE] ?? '');
      try {
        stripe.webhooks.signature!.verifyHeader(body, signature, webhookSecret, TOLERANCE_S);
      } catch {
        throw badSignature();
      }
      const event = eventOf(body, OUR_TYPES);
      if (!event) return null;
      const dispute = disputeIn(event);
      if (dispute !== undefined) return { dispute };
      // only the reference is used: events arrive in any order, so the books are read from Stripe
      const { metadata, payment_intent: intentId } = validWebhook(eventOfPayment, event).data.object;
      // a refund made in the dashboard does not have our metadata, and those of earlier releases have no reference
      const reference = referenceIn(metadata) ?? (intentId ? await referenceOf(intentId) : undefined);
      return reference === undefined ? null : { reference };
    },
    close: async () => undefined,
  };
}
