import type { ProductStock__Output as ProductStock } from '@shop/protos/generated/shop/v1/ProductStock';
import { named, type Fault } from './audit-rules.js';

/** The stock of a product, without its holds. */
export type Counters = Pick<ProductStock, 'productId' | 'available' | 'reserved' | 'sold' | 'stocked'>;
/** The pieces of one product that an order holds. */
export interface Hold {
  readonly productId: string;
  readonly quantity: number;
}

/** The faults of a product's counters; `held` is the sum of its holds. */
export function stockFaults({ productId, available, reserved, sold, stocked }: Counters, held: number): Fault[] {
  return named('stock', [
    ...(available + reserved + sold === stocked
      ? []
      : [`product ${productId}: ${available} + ${reserved} + ${sold} is not ${stocked}`]),
    ...(Math.min(available, reserved, sold) < 0
      ? [`product ${productId}: a count is negative (${available}, ${reserved}, ${sold})`]
      : []),
    ...(held === reserved ? [] : [`product ${productId}: holds come to ${held}, reserved says ${reserved}`]),
  ]);
}

/** The faults of an order's holds; `stock` is the order's stock state, undefined when there is no order. */
export const holdFaults = (orderId: string, stock: string | undefined, holds: readonly Hold[]): Fault[] =>
  ['HELD', 'SELLING'].includes(stock ?? '')
    ? []
    : named(
        'holds',
        holds.map(
          ({ productId }) => `product ${productId} is held by order ${orderId}, whose stock is ${stock ?? 'unknown'}`,
        ),
      );

/** The faults of a product's `sold`: orders account for `least`, and for `most` including those under way. */
export const soldFaults = ({ productId, sold }: Counters, least: number, most: number): Fault[] =>
  sold >= least && sold <= most ? [] : named('sold', [`product ${productId}: sold says ${sold}, orders say ${least}`]);
