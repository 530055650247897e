import { Problem } from '@shop/common/errors';
import type { LeasedDecision } from '../data/unknown-charge.repository.js';
import { WrongTransition } from '../domain/status.js';
import { decisionsOf } from '../domain/unknown-charge.js';
import { adoptCharge } from './adopt-charge.js';
import { giveChargeBack } from './give-charge-back.js';
import type { Parts } from './parts.js';

/**
 * Carries out an administrator's decision about a charge. A definite refusal reopens the charge, with the reason; rejects while the outcome
 * is in doubt.
 */
export async function carryOutDecision(parts: Parts, leased: LeasedDecision): Promise<void> {
  const charge = leased.document;
  const decision = decisionsOf(charge).at(-1)!;
  try {
    const state =
      decision.action === 'match'
        ? await adoptCharge(parts, charge, decision.orderId)
        : await giveChargeBack(parts, charge, decision.id);
    await parts.unknownCharges.conclude(leased, state);
    parts.logger.info('A charge without a payment was seen to', { charge: charge._id, state });
  } catch (error) {
    const isRefused = (error instanceof Problem && error.definite) || error instanceof WrongTransition;
    if (!isRefused) throw error;
    await parts.unknownCharges.conclude(leased, 'OPEN', error.message);
    parts.logger.error('What was decided about a charge without a payment cannot be done', {
      charge: charge._id,
      action: decision.action,
      error,
    });
  }
}
