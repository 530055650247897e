import { INTERNAL_HEADER, type InternalTokens } from '@shop/common/auth/internal-tokens';
import { currentContext, timeLeft, traceparentOf } from '@shop/common/tracing/context';
import { invalid, Problem, timedOut, unavailable, type FieldError } from '@shop/common/errors';
import { Agent, errors, request } from 'undici';
import { CARD_ERRORS, type Card, type CardFace } from '../domain/card.js';
import { heldOrKept, totals } from '../domain/ledger.js';
import type { Books } from '../domain/money-movement.js';
import type { ListedDispute } from '../domain/dispute.js';
import { badSignature, type Charge, type PaymentProvider } from './provider.js';
import { isSigned, SIGNATURE_HEADER } from './simulated-signature.js';
import {
  disputeEvent,
  wireEvent,
  type WireCharge,
  type WireDispute,
  type WireDisputeList,
  type WireList,
} from './simulated-wire.js';
import { eventOf, validWebhook } from './webhook.js';

export interface SimulatedOptions {
  readonly url: string;
  readonly internal: InternalTokens;
  readonly webhookSecret: string;
  /** How long to wait for an answer, milliseconds. */
  readonly timeoutMs: number;
}

interface Refusal {
  readonly code?: string;
  readonly errors?: readonly FieldError[];
}

const OUR_TYPES = /^(charge|dispute)\.changed$/;

const EVER = new Date(0).toISOString();

/** The built-in provider, over HTTP: a separate process, as a real one would be. */
export function simulatedProvider({ url, internal, webhookSecret, timeoutMs }: SimulatedOptions): PaymentProvider {
  const agent = new Agent({ connect: { timeout: 1_000 }, connections: 64 });

  async function post<T>(path: string, body: unknown, key?: string): Promise<T> {
    const context = currentContext();
    const late = new AbortController();
    // a timer that is not cleared fires later and causes an error that nobody handles
    const timer = setTimeout(() => late.abort(new DOMException('late', 'TimeoutError')), timeLeft(timeoutMs));
    const stop = () => clearTimeout(timer);
    const answer = await request(new URL(path, url), {
      method: 'POST',
      dispatcher: agent,
      headers: {
        'content-type': 'application/json',
        [INTERNAL_HEADER]: internal.issue('payment-provider'),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(context && { 'x-request-id': context.requestId, traceparent: traceparentOf(context) }),
      },
      body: JSON.stringify(body),
      signal: late.signal,
    }).catch((error: unknown) => (stop(), inDoubt(error)));
    const reply = (await answer.body.json().catch(inDoubt).finally(stop)) as T & Refusal;
    if (answer.statusCode < 300) return reply;
    const { statusCode: status } = answer;
    const refused = status >= 400 && status < 500 && ![401, 403, 408, 425, 429].includes(status);
    if (!refused) throw unavailable(`The payment provider answered ${status}; try again shortly.`);
    throw refusalOf(status, reply);
  }

  const at = (charge: Charge, call: string): string => `/charges/${encodeURIComponent(charge.reference)}/${call}`;
  return {
    name: 'simulated',
    judgesExpiry: true,
    signatureHeader: SIGNATURE_HEADER,
    step: () => 1,
    tokenize: (card: Card, key: string) => post<CardFace & { token: string }>('/tokens', card, key),
    async detach(token) {
      try {
        await post('/tokens/detach', { token });
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'TOKEN_NOT_FOUND') throw error;
      }
    },
    async authorize({ reference, authorize: { token, key, returnUrl }, amountMinor, currency }) {
      const back = returnUrl === undefined ? {} : { returnUrl };
      return booksOf(await post<WireCharge>('/charges', { reference, token, amountMinor, currency, ...back }, key));
    },
    capture: async (charge, key) => booksOf(await post<WireCharge>(at(charge, 'capture'), {}, key)),
    void: async (charge, key) =>
      booksOf(await post<WireCharge>(at(charge, 'void'), { currency: charge.currency }, key)),
    refund: async (charge, key, amountMinor) =>
      booksOf(await post<WireCharge>(at(charge, 'refunds'), { amountMinor }, key)),
    async books(charges) {
      if (charges.length === 0) return new Map();
      const references = charges.map(({ reference }) => reference);
      const { items } = await post<{ items: WireCharge[] }>('/charges/lookup', { references });
      return new Map(items.map((charge) => [charge.reference, booksOf(charge)]));
    },
    async *charges(since) {
      for (let after: number | undefined = 0; after !== undefined;) {
        const page: WireList = await post<WireList>('/charges/list', { since: since.toISOString(), after });
        yield page.items.map(({ at, ...charge }) => {
          const sums = totals(booksOf(charge).movements);
          return {
            providerRef: charge.id,
            reference: charge.reference,
            currency: charge.currency,
            amountMinor: heldOrKept(sums),
            capturedMinor: sums.captured,
            refundedMinor: sums.refunded,
            madeAt: new Date(at),
          };
        });
        after = page.next;
      }
    },
    async *refunds(since) {
      for (let after: number | undefined = 0; after !== undefined;) {
        const page: WireList = await post<WireList>('/charges/list', { since: EVER, after });
        yield page.items.flatMap((charge) => {
          const { movements, failedRefunds = [] } = booksOf(charge);
          const { reference } = charge;
          const done = movements.filter(({ type, at }) => type === 'refunded' && at >= since);
          return [
            ...done.map(({ ref }) => ({ ref, reference, state: 'done' as const })),
            ...failedRefunds.map(({ ref }) => ({ ref, reference, state: 'failed' as const })),
          ];
        });
        after = page.next;
      }
    },
    async dispute(ref) {
      const { items } = await post<WireDisputeList>('/disputes/list', { id: ref, since: EVER, after: 0 });
      return items.map(disputeOf)[0] ?? null;
    },
    async *disputes(since) {
      for (let after: number | undefined = 0; after !== undefined;) {
        const page: WireDisputeList = await post('/disputes/list', { since: since.toISOString(), after });
        yield page.items.map(disputeOf);
        after = page.next;
      }
    },
    async readWebhook(headers, body) {
      if (!isSigned(webhookSecret, body, String(headers[SIGNATURE_HEADER] ?? ''), Date.now())) throw badSignature();
      const event = eventOf(body, OUR_TYPES);
      if (!event) return null;
      if (event.type === 'dispute.changed') return { dispute: validWebhook(disputeEvent, event).dispute.id };
      const { charge } = validWebhook(wireEvent, event);
      return { reference: charge.reference, books: booksOf(charge) };
    },
    close: () => agent.destroy(),
  };
}

/** Uses our own messages: the provider's could repeat what was sent. */
function refusalOf(status: number, { code = 'PROVIDER_REFUSED', errors = [] }: Refusal): Problem {
  const ofCard = Object.values(CARD_ERRORS).filter(({ path }) => errors.some((error) => error.path === path));
  if (ofCard.length > 0) return invalid(ofCard);
  return Problem.received(status, code, { detail: `The payment provider refused: ${code}.` });
}

function inDoubt(error: unknown): never {
  const late = error instanceof DOMException && error.name === 'TimeoutError';
  if (late || error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
    throw timedOut('The payment provider gave no answer in time; what became of the call is being found out.', error);
  throw unavailable('The payment provider cannot be reached; try again shortly.', error);
}

const disputeOf = ({ id, at, evidenceDueAt, ...dispute }: WireDispute): ListedDispute => ({
  ...dispute,
  ref: id,
  openedAt: new Date(at),
  ...(evidenceDueAt === undefined ? {} : { evidenceDueAt: new Date(evidenceDueAt) }),
});

/** Converts a charge of the provider's API to books. */
const booksOf = (charge: WireCharge): Books => ({
  providerRef: charge.id,
  voided: charge.voided,
  ...(charge.declineCode === undefined ? {} : { declineCode: charge.declineCode }),
  ...(charge.actionUrl === undefined ? {} : { actionUrl: charge.actionUrl }),
  movements: charge.movements.map(({ id, type, amountMinor, key, at }) => ({
    ref: id,
    type,
    amountMinor,
    key,
    at: new Date(at),
  })),
  failedRefunds: (charge.failedRefunds ?? []).map(({ id, key, at }) => ({ ref: id, key, at: new Date(at) })),
});
