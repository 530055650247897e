import { route, type AnyRoute } from '@shop/common/http/route';
import type { Dispute } from '../domain/dispute.js';
import { disputeNotFound } from '../domain/refusals.js';
import type { Parts } from '../use-cases/parts.js';
import { disputeView } from './dispute.view.js';
import { disputeSchema, listSchema, type ListQuery } from './disputes.schema.js';
import { pageOf } from './payments.schema.js';

const tag = 'Disputes';

/** Disputes of charges (chargebacks), over REST. Evidence is submitted in the provider's dashboard. */
export function disputeRoutes({ disputes, payments }: Pick<Parts, 'disputes' | 'payments'>): AnyRoute[] {
  async function shown(of: readonly Dispute[]) {
    const paid = await payments.chargedOf(of.map(({ reference }) => reference));
    const orders = new Map(paid.map(({ _id, orderId }) => [_id, orderId]));
    return of.map((dispute) => disputeView(dispute, orders.get(dispute.reference)));
  }
  return [
    route<unknown, ListQuery>({
      method: 'GET',
      path: '/api/disputes',
      who: 'admin',
      tag,
      summary: 'Charges that their cardholders dispute, those that were recorded last first',
      query: listSchema,
      answers: { 200: { description: 'A page', schema: pageOf(disputeSchema) } },
      async handle({ query: { orderId, ...wanted } }) {
        const of = orderId === undefined ? {} : { references: await payments.idsOf(orderId) };
        const { items, nextCursor } = await disputes.list({ ...wanted, ...of });
        return { status: 200, body: { items: await shown(items), nextCursor } };
      },
    }),
    route<unknown, unknown, { id: string }>({
      method: 'GET',
      path: '/api/disputes/:id',
      who: 'admin',
      tag,
      summary: 'One dispute',
      answers: { 200: { description: 'The dispute', schema: disputeSchema } },
      problems: ['DISPUTE_NOT_FOUND'],
      async handle({ params: { id } }) {
        const dispute = await disputes.find(id);
        if (!dispute) throw disputeNotFound();
        return { status: 200, body: (await shown([dispute]))[0] };
      },
    }),
  ];
}
