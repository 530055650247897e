import { v5 } from 'uuid';

const NAMESPACE = '6b0f5c1e-3c5e-5f0e-9a53-6a7f2f0b7d11';

/** The id that follows from these parts: the same whoever asks. Of payments and what belongs to them. */
export const derivedId = (...parts: readonly string[]): string => v5(JSON.stringify(parts), NAMESPACE);

/** An order has one payment, and one for each change that made it cost more: its id follows from that of the order, or of the change. */
export const paymentIdOf = (paidId: string): string => derivedId('payment', paidId);
