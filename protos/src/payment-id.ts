import { v5 } from 'uuid';

const NAMESPACE = '6b0f5c1e-3c5e-5f0e-9a53-6a7f2f0b7d11';

/** A deterministic id from these parts, the same in every process. For payments and what belongs to them. */
export const derivedId = (...parts: readonly string[]): string => v5(JSON.stringify(parts), NAMESPACE);

/** The id of a payment, derived from that of the order, or of the change that made the order cost more. */
export const paymentIdOf = (paidId: string): string => derivedId('payment', paidId);
