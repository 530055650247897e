import { derivedId as derived } from '@shop/protos/payment-id';
import { v7 } from 'uuid';

export { paymentIdOf } from '@shop/protos/payment-id';

/** A charge is found again and again, and is listed once. */
export const unknownChargeIdOf = (provider: string, providerRef: string): string =>
  derived('unknown-charge', provider, providerRef);

/** A dispute is told again and again, and is kept once. */
export const disputeIdOf = (provider: string, ref: string): string => derived('dispute', provider, ref);

/** The id of what a keyed request makes, the same when the request is sent again; a fresh one without a key. */
export const idFor = (what: string, userId: string, key: string | undefined): string =>
  key === undefined ? v7() : derived(what, userId, key);
