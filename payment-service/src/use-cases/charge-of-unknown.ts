import type { UnknownCharge } from '../domain/unknown-charge.js';
import type { Charge } from '../providers/provider.js';

/** The charge as its provider is told of it: it is known there, so what it was authorised with is not needed any more. */
export const chargeOfUnknown = (charge: UnknownCharge): Charge => ({
  reference: charge.reference,
  providerRef: charge.providerRef,
  authorize: { key: `${charge.reference}:authorize`, token: '', at: charge.madeAt },
  amountMinor: charge.capturedMinor > 0 ? charge.capturedMinor : charge.amountMinor,
  currency: charge.currency,
});
