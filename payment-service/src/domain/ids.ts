import { derivedId as derived } from '@shop/protos/payment-id';
import { v7 } from 'uuid';

export { paymentIdOf } from '@shop/protos/payment-id';

/** Deterministic, since each search finds a charge again and it must be listed once. */
export const unknownChargeIdOf = (provider: string, providerRef: string): string =>
  derived('unknown-charge', provider, providerRef);

/** Deterministic, since a dispute is reported several times and must be stored once. */
export const disputeIdOf = (provider: string, ref: string): string => derived('dispute', provider, ref);

/** The id of what a request creates: derived from its key, so that a repeated request has the same id; random without a key. */
export const idFor = (what: string, userId: string, key: string | undefined): string =>
  key === undefined ? v7() : derived(what, userId, key);
