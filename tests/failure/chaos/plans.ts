import { Random } from '@shop/testkit/random';

/** The kinds of orders: how they are paid, and what happens to them. */
export const KINDS = [
  'one-shot',
  'two-step',
  'changed',
  'cancelled',
  'declined at once',
  'declined later',
  'out of stock',
  'scarce',
] as const;
export type Kind = (typeof KINDS)[number];

/** One order to place. */
export interface Plan {
  readonly index: number;
  readonly atMs: number;
  readonly customer: number;
  readonly kind: Kind;
  readonly quantity: number;
  /** Sends each request twice, concurrently. */
  readonly twice: boolean;
  /** The pause before the customer's next request. */
  readonly thinkMs: number;
}

const WEIGHTS: Record<Kind, number> = {
  'one-shot': 30,
  'two-step': 18,
  changed: 10,
  cancelled: 18,
  'declined at once': 6,
  'declined later': 6,
  'out of stock': 6,
  scarce: 6,
};
const DECK = KINDS.flatMap((kind) => Array.from({ length: WEIGHTS[kind] }, () => kind));

/** The orders of a run, spread evenly over its time, with every kind. One seed gives one list. */
export function plans(seed: number, orders: number, durationMs: number, customers: number): Plan[] {
  const random = new Random(seed ^ 0x5eed);
  return Array.from({ length: orders }, (_, index) => ({
    index,
    atMs: Math.round((index * durationMs) / orders),
    customer: random.between(0, customers - 1),
    kind: KINDS[index] ?? random.pick(DECK),
    quantity: random.between(1, 3),
    twice: random.chance(0.15),
    thinkMs: random.between(0, 1500),
  }));
}
