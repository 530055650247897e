import { route, type AnyRoute } from '@shop/common/http/route';
import type { PageQuery } from '@shop/common/http/paging';
import type { PaymentMethod } from '../data/payment-method.model.js';
import { idFor } from '../domain/ids.js';
import { methodNotFound } from '../domain/refusals.js';
import { addPaymentMethod, adoptPaymentMethod, removePaymentMethod } from '../use-cases/add-payment-method.js';
import type { Parts } from '../use-cases/parts.js';
import { addMethodSchema, listMethodsSchema, methodSchema, type AddMethodBody } from './payment-methods.schema.js';
import { pageOf } from './payments.schema.js';

const tag = 'Payment methods';
const path = '/api/payment-methods';
const view = ({ _id: id, brand, last4, expiry }: PaymentMethod) => ({ id, brand, last4, expiry });

/** Stored payment methods over REST: each user's own. */
export function paymentMethodRoutes(parts: Parts): AnyRoute[] {
  return [
    route<AddMethodBody>({
      method: 'POST',
      path,
      who: 'user',
      tag,
      summary: 'Store a card as a payment method; its number and cvv go to the payment provider and are kept nowhere',
      body: addMethodSchema,
      idempotent: true,
      answers: { 201: { description: 'The payment method', schema: methodSchema } },
      problems: ['TOO_MANY_PAYMENT_METHODS', 'TOO_MANY_DECLINES'],
      async handle({ body: { cardDetails: card, providerToken }, caller, idempotencyKey }) {
        const userId = caller.userId!;
        const id = idFor('method', userId, idempotencyKey);
        const method = providerToken
          ? await adoptPaymentMethod(parts, { id, userId, ...providerToken })
          : await addPaymentMethod(parts, { id, userId, card: card! });
        return { status: 201, body: view(method) };
      },
    }),
    route<unknown, PageQuery>({
      method: 'GET',
      path,
      who: 'user',
      tag,
      summary: "The caller's payment methods, newest first",
      query: listMethodsSchema,
      answers: { 200: { description: 'A page', schema: pageOf(methodSchema) } },
      async handle({ query, caller }) {
        const { items, nextCursor } = await parts.methods.list(caller.userId!, query);
        return { status: 200, body: { items: items.map(view), nextCursor } };
      },
    }),
    route<unknown, unknown, { id: string }>({
      method: 'DELETE',
      path: `${path}/:id`,
      who: 'user',
      tag,
      summary: 'Forget a payment method; payments made with it stay as they are',
      answers: { 204: { description: 'Forgotten' } },
      problems: ['PAYMENT_METHOD_NOT_FOUND'],
      async handle({ params: { id }, caller, begun }) {
        const removed = await removePaymentMethod(parts, { id, userId: caller.userId! });
        // an earlier attempt whose answer was lost may have removed it
        if (!removed && !begun) throw methodNotFound();
        return { status: 204 };
      },
    }),
  ];
}
