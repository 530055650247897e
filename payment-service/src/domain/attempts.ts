import { hours, seconds } from '@shop/common/time';
import type { PaymentStatus } from '@shop/protos/contract';

/** A card that the provider was, or is about to be, asked about for a customer. */
export interface Attempt {
  /** Of the payment, or of the payment method that is being added. */
  readonly id: string;
  readonly at: Date;
  /** A card that the provider refused when it was added; of a payment its status says so. */
  readonly declined?: boolean;
}

/** The attempts of one customer in the last hour; the id is the customer's. */
export interface Attempts {
  readonly _id: string;
  readonly revision: number;
  readonly attempts: Attempt[];
  readonly expiresAt: Date;
}

/** Declines of one customer in `WINDOW`; as many attempts can be without an answer at a time. */
export const MOST_DECLINES = 10;
export const WINDOW = hours(1);
/** An attempt of which no payment is known by then came to nothing. */
const ABANDONED_AFTER = seconds(30);

/** Those that count at `now`: declined ones, and those whose outcome is not known. */
export function countedAttempts(
  attempts: readonly Attempt[],
  statuses: ReadonlyMap<string, PaymentStatus>,
  now: Date,
): { all: Attempt[]; declined: Attempt[] } {
  const age = ({ at }: Attempt) => now.getTime() - at.getTime();
  const isDeclined = ({ id, declined }: Attempt) => declined === true || statuses.get(id) === 'DECLINED';
  const isOpen = (attempt: Attempt) => {
    const status = statuses.get(attempt.id);
    return status === undefined ? age(attempt) < ABANDONED_AFTER : status === 'PENDING';
  };
  const recent = attempts.filter((attempt) => age(attempt) < WINDOW);
  return {
    all: recent.filter((attempt) => isDeclined(attempt) || isOpen(attempt)),
    declined: recent.filter(isDeclined),
  };
}

/** Seconds until the first of these declines no longer counts. */
export const secondsUntilFree = (declined: readonly Attempt[], now: Date): number =>
  Math.max(1, Math.ceil((Math.min(...declined.map(({ at }) => at.getTime())) + WINDOW - now.getTime()) / seconds(1)));
