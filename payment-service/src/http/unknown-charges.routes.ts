import { route, type AnyRoute } from '@shop/common/http/route';
import type { ChargeSearch } from '../charge-search.js';
import { paymentIdOf } from '../domain/ids.js';
import type { Parts } from '../use-cases/parts.js';
import { pageOf } from './payments.schema.js';
import { unknownChargeView } from './unknown-charge.view.js';
import { listSchema, unknownChargeSchema, type ListQuery } from './unknown-charges.schema.js';

const tag = 'Unknown charges';
const path = '/api/unknown-charges';

/** Charges that only their providers know, over REST. */
export function unknownChargeRoutes({ unknownCharges, logger }: Parts, search: ChargeSearch): AnyRoute[] {
  return [
    route<unknown, ListQuery>({
      method: 'GET',
      path,
      who: 'admin',
      tag,
      summary:
        'Charges that a payment provider has made for the shop and that are no payment’s, those found last first',
      query: listSchema,
      answers: { 200: { description: 'A page', schema: pageOf(unknownChargeSchema) } },
      async handle({ query: { orderId, ...wanted } }) {
        const reference = orderId === undefined ? {} : { reference: paymentIdOf(orderId) };
        const { items, nextCursor } = await unknownCharges.list({ ...wanted, ...reference });
        return { status: 200, body: { items: items.map(unknownChargeView), nextCursor } };
      },
    }),
    route({
      method: 'POST',
      path: `${path}/search`,
      who: 'admin',
      tag,
      summary: 'Compare the last 30 days of the providers’ charges with the payments, now instead of within the hour',
      answers: { 202: { description: 'Begun, or under way already' } },
      async handle() {
        // of a large shop it takes minutes
        void search.run().catch((error: unknown) => logger.warn('The search for charges failed', { error }));
        return { status: 202 };
      },
    }),
  ];
}
