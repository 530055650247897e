import { v5, v7 } from 'uuid';

const NAMESPACE = '6b0f5c1e-3c5e-5f0e-9a53-6a7f2f0b7d11';
const derived = (...parts: readonly string[]): string => v5(JSON.stringify(parts), NAMESPACE);

/** An order has one payment; its id follows from the order's. */
export const paymentIdOf = (orderId: string): string => derived('payment', orderId);

/** A charge is found again and again, and is listed once. */
export const unknownChargeIdOf = (provider: string, providerRef: string): string =>
  derived('unknown-charge', provider, providerRef);

/** A dispute is told again and again, and is kept once. */
export const disputeIdOf = (provider: string, ref: string): string => derived('dispute', provider, ref);

/** The id of what a keyed request makes, the same when the request is sent again; a fresh one without a key. */
export const idFor = (what: string, userId: string, key: string | undefined): string =>
  key === undefined ? v7() : derived(what, userId, key);
