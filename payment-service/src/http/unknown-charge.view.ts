import { fromMinor } from '@shop/protos/money';
import { decisionsOf, type UnknownCharge } from '../domain/unknown-charge.js';

/** A charge without a payment in the API's format: decimal amounts. */
export const unknownChargeView = ({
  _id,
  provider,
  providerRef,
  reference,
  state,
  currency,
  ...of
}: UnknownCharge) => ({
  id: _id,
  provider,
  providerRef,
  paymentId: reference,
  state,
  amount: fromMinor(of.amountMinor, currency),
  captured: of.capturedMinor > 0,
  refundedAmount: fromMinor(of.refundedMinor, currency),
  currency,
  ...(of.problem === undefined ? {} : { problem: of.problem }),
  decisions: decisionsOf(of).map(({ id: _id, at, ...decision }) => ({ ...decision, at: at.toISOString() })),
  madeAt: of.madeAt.toISOString(),
  foundAt: of.createdAt.toISOString(),
});
