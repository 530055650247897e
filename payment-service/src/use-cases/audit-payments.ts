import { paymentIdOf } from '../domain/ids.js';
import type { Books } from '../domain/money-movement.js';
import type { Payment } from '../domain/payment.js';
import type { Charge } from '../providers/provider.js';
import { chargeOf } from './charge-of.js';
import type { Parts } from './parts.js';

export interface AuditedPayment {
  readonly payment: Payment;
  /** null when the provider has never heard of it, undefined when it could not be asked. */
  readonly books: Books | null | undefined;
}

/** Which payments are looked at, and whether the provider is asked about them. */
export interface AuditScope {
  /** None: all of them. */
  readonly orderIds: readonly string[];
  readonly withoutBooks: boolean;
  /** Only payments whose ids come after this one; empty: all of them. */
  readonly after: string;
}

/** Payments that are read at a time; the provider is asked about as many at once. */
const [WITH_BOOKS, WITHOUT_BOOKS] = [100, 500];

/** Payments beside what the provider's books say of each. */
export async function* auditPayments(
  { payments, provider, logger }: Parts,
  { orderIds, withoutBooks, after }: AuditScope,
): AsyncGenerator<AuditedPayment> {
  const size = withoutBooks ? WITHOUT_BOOKS : WITH_BOOKS;
  for await (const batch of payments.batches(size, orderIds.map(paymentIdOf), after)) {
    if (withoutBooks) {
      for (const payment of batch) yield { payment, books: undefined };
      continue;
    }
    const charges: Charge[] = batch.flatMap((payment) => chargeOf(payment) ?? []);
    const books = await provider.books(charges).catch((error: unknown) => {
      logger.warn('The provider cannot be asked for its books', { error });
      return undefined;
    });
    for (const payment of batch) {
      const asked = payment.calls.authorize !== undefined;
      yield { payment, books: asked ? books && (books.get(payment._id) ?? null) : null };
    }
  }
}
