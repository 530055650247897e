import { randomUUID } from 'node:crypto';
import type { Faults } from '@shop/common/faults';
import { idSchema } from '@shop/common/http/server';
import { route, type AnyRoute } from '@shop/common/http/route';
import { ORDER_LIMITS } from '@shop/protos/contract';
import { toMinor, wrongAmount } from '@shop/protos/money';
import { paymentIdOf } from '@shop/protos/payment-id';
import { amountSchema, knownCurrencySchema } from '@shop/protos/schemas';
import { invalid } from '@shop/common/errors';
import Joi from 'joi';
import type { CarryOut } from './carry-out.js';
import { chargeUnasked } from './decide.js';
import { decideDispute } from './disputes.js';
import type { State } from './state.js';

interface UnaskedBody {
  readonly orderId?: string;
  readonly amount: number;
  readonly currency: string;
  readonly captured: boolean;
}
interface DecideBody {
  readonly status: 'WON' | 'LOST';
}

const unaskedSchema = Joi.object<UnaskedBody>({
  orderId: idSchema,
  amount: amountSchema(ORDER_LIMITS.totalMinor).required(),
  currency: knownCurrencySchema.required(),
  captured: Joi.boolean().default(true),
});
const decideSchema = Joi.object<DecideBody>({ status: Joi.string().valid('WON', 'LOST').required() });

/**
 * Lets administrators cause events that otherwise only happen at a provider: a charge that nobody requested, and the decision of a
 * cardholder's bank. Empty when fault injection is off.
 */
export function drillRoutes(state: State, carryOut: CarryOut, faults: Faults): AnyRoute[] {
  if (!faults.enabled) return [];
  const common = { method: 'POST', who: 'admin', tag: 'Faults', internal: true } as const;
  return [
    route<UnaskedBody>({
      ...common,
      path: '/faults/charges',
      summary: 'Charge a customer without being asked, and tell nobody',
      body: unaskedSchema,
      answers: { 201: { description: 'The charge' } },
      async handle({ body: { orderId, amount, currency, captured } }) {
        const wrong = wrongAmount(amount, currency, ORDER_LIMITS.totalMinor);
        if (wrong !== undefined) throw invalid([{ path: 'amount', message: wrong }]);
        const reference = orderId === undefined ? randomUUID() : paymentIdOf(orderId);
        const made = chargeUnasked(state, { reference, amountMinor: toMinor(amount, currency), currency, captured });
        return { status: 201, body: await carryOut(made, reference, { notify: false }) };
      },
    }),
    route<DecideBody, unknown, { id: string }>({
      ...common,
      path: '/faults/disputes/:id',
      summary: 'Decide a dispute as the bank would: for the shop (WON) or for the cardholder (LOST)',
      body: decideSchema,
      answers: { 200: { description: 'The dispute' } },
      async handle({ params: { id }, body: { status } }) {
        const { reference, ...decision } = decideDispute(state.disputes, id, status);
        await carryOut(decision, reference);
        return { status: 200, body: state.disputes.wireOf(id) };
      },
    }),
  ];
}
