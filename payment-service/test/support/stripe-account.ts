import type { JsonObject } from '@shop/testkit/json';

/** When everything was created, in seconds. */
export const CREATED = 1_700_000_000;

/** A call that Stripe refuses. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: JsonObject;
  constructor(status: number, body: JsonObject) {
    super(body['code']);
    this.status = status;
    this.body = body;
  }
}

export const list = (data: JsonObject[]) => ({ object: 'list', data, has_more: false });

/** What a Stripe account holds. */
export class StripeAccount {
  readonly intents = new Map<string, JsonObject>();
  /** The cards by id. One without a customer is not attached yet, or detached. */
  readonly methods = new Map<string, { readonly number: string; customer: string | null }>();
  readonly refunds: JsonObject[] = [];
  readonly disputes: JsonObject[] = [];
  /** Where the customer's bank asks for approval. */
  url = '';
  /** The first status of new refunds. */
  refundStatus: 'succeeded' | 'pending' | 'failed' = 'succeeded';
  /** While true, it refuses to detach any card. */
  keepCards = false;
  #count = 0;

  id(prefix: string): string {
    return `${prefix}_${++this.#count}`;
  }

  /** The dispute of the charge with this reference; undefined when there is none. */
  disputeOf(reference: string): JsonObject | undefined {
    return this.disputes.find((each) => this.intents.get(each['payment_intent'])!['metadata'].reference === reference);
  }

  withIntent(each: JsonObject): JsonObject {
    return { ...each, payment_intent: this.intents.get(each['payment_intent']) ?? null };
  }

  /** https://docs.stripe.com/api/pagination: the newest first; those after `starting_after`. */
  pageOf(of: readonly JsonObject[], form: URLSearchParams): JsonObject {
    const all = [...of].reverse().filter((each) => each['created'] >= Number(form.get('created[gte]')));
    const from = all.findIndex((each) => each['id'] === form.get('starting_after')) + 1;
    const page = all.slice(from, from + Number(form.get('limit')));
    return { ...list(page.map((each) => this.withIntent(each))), has_more: from + page.length < all.length };
  }

  /** https://docs.stripe.com/api/charges/object: a charge contains its refunds. */
  withRefunds(intent: JsonObject): JsonObject {
    if (!intent['latest_charge']) return intent;
    const given = this.refunds.filter(
      (each) => each['payment_intent'] === intent['id'] && each['status'] === 'succeeded',
    );
    const amountRefunded = given.reduce((sum, each) => sum + Number(each['amount']), 0);
    return { ...intent, latest_charge: { ...intent['latest_charge'], amount_refunded: amountRefunded } };
  }

  setAside(intent: JsonObject): JsonObject {
    return Object.assign(intent, {
      status: 'requires_capture',
      next_action: null,
      latest_charge: { id: this.id('ch'), status: 'succeeded', created: CREATED + 1 },
    });
  }

  intentOf(path: string): JsonObject {
    const intent = this.intents.get(path.split('/')[3]!);
    if (!intent) throw new Refusal(404, { type: 'invalid_request_error', code: 'resource_missing' });
    return intent;
  }
}
