import { hours, seconds } from '@shop/common/time';
import type { PaymentStatus } from '@shop/protos/contract';

/** A call, made or about to be made, that asks the provider about a customer's card. */
export interface Attempt {
  /** Id of the payment, or of the payment method that is being added. */
  readonly id: string;
  readonly at: Date;
  /** True when the provider refused the card as it was added; a payment's own status says whether it was declined. */
  readonly declined?: boolean;
}

/** The attempts of one customer in the last hour; the id is the customer's. */
export interface Attempts {
  readonly _id: string;
  readonly revision: number;
  readonly attempts: Attempt[];
  readonly expiresAt: Date;
}

/** The most declines of one customer in `WINDOW`, and the most attempts without an answer at a time. */
export const MOST_DECLINES = 10;
export const WINDOW = hours(1);
/** An attempt without a payment after this time counts as abandoned. */
const ABANDONED_AFTER = seconds(30);

/** The attempts that count at `now`: declined ones, and those with an unknown outcome. */
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

/** Seconds until the oldest of these declines no longer counts. */
export const secondsUntilFree = (declined: readonly Attempt[], now: Date): number =>
  Math.max(1, Math.ceil((Math.min(...declined.map(({ at }) => at.getTime())) + WINDOW - now.getTime()) / seconds(1)));
