import { route, type AnyRoute } from '@shop/common/http/route';
import type { Relay } from '@shop/common/relay';
import { days } from '@shop/common/time';
import type { ChargeSearch } from '../charge-search.js';
import { chargeNotFound } from '../domain/refusals.js';
import { matchCharge, possiblePaymentsOf, returnCharge } from '../use-cases/decide-charge.js';
import { LOOK_BACK } from '../use-cases/find-charges.js';
import type { Parts } from '../use-cases/parts.js';
import { pageOf } from './payments.schema.js';
import { unknownChargeView } from './unknown-charge.view.js';
import {
  listSchema,
  matchSchema,
  returnSchema,
  unknownChargeSchema,
  type ListQuery,
  type MatchBody,
  type ReturnBody,
} from './unknown-charges.schema.js';

const tag = 'Unknown charges';
const path = '/api/unknown-charges';
const decided = { 202: { description: 'Decided; the charge, which is seen to now', schema: unknownChargeSchema } };

/** Charges that only their providers know, over REST. */
export function unknownChargeRoutes(
  parts: Parts,
  search: ChargeSearch,
  decisions: Pick<Relay<unknown>, 'wake'>,
): AnyRoute[] {
  const { unknownCharges, logger } = parts;
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
        const of = orderId === undefined ? {} : { references: await possiblePaymentsOf(parts, orderId) };
        const { items, nextCursor } = await unknownCharges.list({ ...wanted, ...of });
        return { status: 200, body: { items: items.map(unknownChargeView), nextCursor } };
      },
    }),
    route({
      method: 'POST',
      path: `${path}/search`,
      who: 'admin',
      tag,
      summary: `Compare the last ${LOOK_BACK / days(1)} days of the providers’ charges with the payments, now instead of at the next search`,
      answers: { 202: { description: 'Begun, or under way already' } },
      async handle() {
        // not awaited: in a large shop it takes minutes
        void search.run().catch((error: unknown) => logger.warn('The search for charges failed', { error }));
        return { status: 202 };
      },
    }),
    route<unknown, unknown, { id: string }>({
      method: 'GET',
      path: `${path}/:id`,
      who: 'admin',
      tag,
      summary: 'One charge that is no payment’s, and what was decided about it',
      answers: { 200: { description: 'The charge', schema: unknownChargeSchema } },
      problems: ['CHARGE_NOT_FOUND'],
      async handle({ params: { id } }) {
        const charge = await unknownCharges.find(id);
        if (!charge) throw chargeNotFound();
        return { status: 200, body: unknownChargeView(charge) };
      },
    }),
    route<ReturnBody, unknown, { id: string }>({
      method: 'POST',
      path: `${path}/:id/return`,
      who: 'admin',
      tag,
      summary: 'Give the money of a charge back that is no payment’s',
      body: returnSchema,
      idempotent: true,
      answers: decided,
      problems: ['CHARGE_NOT_FOUND', 'CHARGE_NOT_OPEN', 'IDEMPOTENCY_KEY_REQUIRED'],
      async handle({ params: { id }, body: { reason }, caller, idempotencyKey: key }) {
        const charge = await returnCharge(parts, { id, reason, by: caller.userId!, key });
        decisions.wake();
        return { status: 202, body: unknownChargeView(charge) };
      },
    }),
    route<MatchBody, unknown, { id: string }>({
      method: 'POST',
      path: `${path}/:id/match`,
      who: 'admin',
      tag,
      summary: 'Make a charge the payment of its order, which has lost it',
      body: matchSchema,
      idempotent: true,
      answers: decided,
      problems: [
        'CHARGE_NOT_FOUND',
        'CHARGE_NOT_OPEN',
        'CHARGE_OF_ANOTHER_ORDER',
        'CHARGE_DIFFERS',
        'ORDER_HAS_PAYMENT',
        'ORDER_NOT_FOUND',
        'IDEMPOTENCY_KEY_REQUIRED',
      ],
      async handle({ params: { id }, body, caller, idempotencyKey: key }) {
        const charge = await matchCharge(parts, { ...body, id, by: caller.userId!, key });
        decisions.wake();
        return { status: 202, body: unknownChargeView(charge) };
      },
    }),
  ];
}
