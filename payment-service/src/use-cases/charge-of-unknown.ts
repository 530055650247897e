import type { UnknownCharge } from '../domain/unknown-charge.js';
import type { Charge } from '../providers/provider.js';

/** The charge as it is sent to its provider, which knows it: the details of its authorisation are no longer needed. */
export const chargeOfUnknown = (charge: UnknownCharge): Charge => ({
  reference: charge.reference,
  providerRef: charge.providerRef,
  authorize: { key: `${charge.reference}:authorize`, token: '', at: charge.madeAt },
  amountMinor: charge.capturedMinor > 0 ? charge.capturedMinor : charge.amountMinor,
  currency: charge.currency,
});
