import { invalid, notFound, Problem } from '@shop/common/errors';
import type { Faults } from '@shop/common/faults';
import { KEY_LENGTH } from '@shop/common/http/idempotency-key';
import { idSchema } from '@shop/common/http/server';
import { route, type AnyRoute, type Answer } from '@shop/common/http/route';
import { currencySchema, minorSchema } from '@shop/protos/schemas';
import Joi from 'joi';
import { brandOf, cardErrors, cardSchema, type Card } from './card.js';
import type { Journal } from './journal.js';
import { authorize, capture, refund, voidCharge, type ChargeRequest, type Decision } from './decide.js';
import { drillRoutes } from './drills.routes.js';
import type { Entry, TokenEntry } from './entries.js';
import type { State } from './state.js';
import type { CarryOut } from './carry-out.js';
import { behaviourOf } from './test-cards.js';
import { randomUUID } from 'node:crypto';

interface Parts {
  readonly state: State;
  readonly journal: Journal<Entry>;
  readonly carryOut: CarryOut;
  readonly faults: Faults;
}

/** Charges in one page of the list. */
const LISTED = 500;
const amount = minorSchema.min(1).required();

/**
 * The provider's API. Each call that moves money needs an Idempotency-Key header; answers are sent only after their entries are on disk.
 */
export function providerRoutes({ state, journal, carryOut, faults }: Parts): AnyRoute[] {
  faults.declare(
    ...['tokenize', 'detach', 'authorize', 'capture', 'void', 'refund', 'books', 'webhook'].map(
      (call) => `provider.${call}`,
    ),
  );

  const answer = async (decision: Decision, reference: string): Promise<Answer> => ({
    status: 200,
    body: await carryOut(decision, reference),
  });

  async function tokenize(card: Card, key: string): Promise<TokenEntry> {
    const errors = cardErrors(card, new Date());
    if (errors.length > 0) throw invalid(errors);
    const before = state.tokensByKey.get(key);
    const entry: TokenEntry = before ?? {
      type: 'token',
      token: `tok_${randomUUID()}`,
      key,
      brand: brandOf(card.number),
      last4: card.number.slice(-4),
      expiry: card.expiry,
      behaviour: behaviourOf(card.number),
    };
    if (!before) state.apply(entry);
    await journal.append(before ? [] : [entry]);
    return entry;
  }

  async function detach(token: string): Promise<void> {
    if (!state.tokens.has(token)) throw notFound('TOKEN_NOT_FOUND', 'There is no card with this token.');
    const entries: Entry[] = state.detached.has(token) ? [] : [{ type: 'detached', token }];
    for (const entry of entries) state.apply(entry);
    await journal.append(entries);
  }

  const common = { who: 'anyone', from: 'payment-service', answers: { 200: { description: 'The charge' } } } as const;
  return [
    ...drillRoutes(state, carryOut, faults),
    route<Card>({
      ...common,
      method: 'POST',
      path: '/tokens',
      summary: 'Exchange a card for a token',
      answers: { 201: { description: 'The token' } },
      body: cardSchema,
      handle: ({ body, ctx }) =>
        faults.around('provider.tokenize', async () => {
          const { token, brand, last4, expiry } = await tokenize(body, keyOf(ctx.get('idempotency-key')));
          return { status: 201, body: { token, brand, last4, expiry } };
        }),
    }),
    route<{ token: string }>({
      ...common,
      method: 'POST',
      path: '/tokens/detach',
      summary: 'Let go of a card; its token pays nothing new',
      body: Joi.object<{ token: string }>({ token: idSchema.required() }),
      handle: ({ body: { token } }) =>
        faults.around('provider.detach', async () => {
          await detach(token);
          return { status: 200, body: {} };
        }),
    }),
    route<ChargeRequest>({
      ...common,
      method: 'POST',
      path: '/charges',
      summary: 'Authorise an amount',
      body: Joi.object<ChargeRequest>({
        reference: idSchema.required(),
        token: idSchema.required(),
        amountMinor: amount,
        currency: currencySchema.required(),
        returnUrl: Joi.string()
          .uri({ scheme: ['http', 'https'] })
          .max(2_000),
      }),
      handle: ({ body, ctx }) =>
        faults.around('provider.authorize', () =>
          answer(authorize(state, keyOf(ctx.get('idempotency-key')), body), body.reference),
        ),
    }),
    route<unknown, unknown, { reference: string }>({
      ...common,
      method: 'POST',
      path: '/charges/:reference/capture',
      summary: 'Take the authorised amount',
      handle: ({ params: { reference }, ctx }) =>
        faults.around('provider.capture', () =>
          answer(capture(state, keyOf(ctx.get('idempotency-key')), reference), reference),
        ),
    }),
    route<{ currency: string }, unknown, { reference: string }>({
      ...common,
      method: 'POST',
      path: '/charges/:reference/void',
      summary: 'Let go of the authorised amount, for ever',
      body: Joi.object<{ currency: string }>({ currency: currencySchema.required() }),
      handle: ({ params: { reference }, body, ctx }) =>
        faults.around('provider.void', () =>
          answer(voidCharge(state, keyOf(ctx.get('idempotency-key')), reference, body.currency), reference),
        ),
    }),
    route<{ amountMinor: number }, unknown, { reference: string }>({
      ...common,
      method: 'POST',
      path: '/charges/:reference/refunds',
      summary: 'Give captured money back',
      body: Joi.object<{ amountMinor: number }>({ amountMinor: amount }),
      handle: ({ params: { reference }, body, ctx }) =>
        faults.around('provider.refund', () =>
          answer(refund(state, keyOf(ctx.get('idempotency-key')), reference, body.amountMinor), reference),
        ),
    }),
    route<{ references: string[] }>({
      ...common,
      method: 'POST',
      path: '/charges/lookup',
      summary: 'What the books say of up to 100 charges',
      body: Joi.object<{ references: string[] }>({
        references: Joi.array().items(idSchema).min(1).max(100).required(),
      }),
      handle: ({ body }) =>
        faults.around('provider.books', async () => {
          await journal.append([]);
          return { status: 200, body: { items: body.references.flatMap((each) => state.wireOf(each) ?? []) } };
        }),
    }),
    route<{ since: string; after: number }>({
      ...common,
      method: 'POST',
      path: '/charges/list',
      summary: 'A page of the charges that were made since a time, the oldest first',
      body: Joi.object<{ since: string; after: number }>({
        since: Joi.string().isoDate().required(),
        after: Joi.number().integer().min(0).required(),
      }),
      handle: ({ body }) =>
        faults.around('provider.books', async () => {
          await journal.append([]);
          return { status: 200, body: state.listed(body.since, body.after, LISTED) };
        }),
    }),
    route<{ id?: string; since: string; after: number }>({
      ...common,
      method: 'POST',
      path: '/disputes/list',
      summary: 'A page of the disputes that were opened since a time, the oldest first, or the one with this id',
      body: Joi.object<{ id?: string; since: string; after: number }>({
        id: idSchema,
        since: Joi.string().isoDate().required(),
        after: Joi.number().integer().min(0).required(),
      }),
      handle: ({ body: { id, since, after } }) =>
        faults.around('provider.books', async () => {
          await journal.append([]);
          const one = id === undefined ? undefined : { items: [state.disputes.wireOf(id) ?? []].flat() };
          return { status: 200, body: one ?? state.disputes.listed(since, after, LISTED) };
        }),
    }),
  ];
}

function keyOf(header: string): string {
  if (header === '' || header.length > KEY_LENGTH)
    throw new Problem(422, 'VALIDATION_FAILED', {
      detail: `Send an Idempotency-Key of at most ${KEY_LENGTH} characters.`,
    });
  return header;
}
