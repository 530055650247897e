import { ORDER_LIMITS } from '@shop/protos/contract';

/** Every limit of this service, in one place. Amounts are in minor units. */
export const LIMITS = {
  ...ORDER_LIMITS,
  /** Pieces that one restock adds. */
  restock: 1_000_000,
  /** The most pieces of one product that are ever stocked. */
  stocked: 1_000_000_000,
  /** Orders of one customer that are neither confirmed nor cancelled. */
  unpaidOrders: 20,
  /** Pieces of one product in unpaid orders of one customer. */
  unpaidPieces: 1_000,
  /** Orders that hold one product at the same time: a product and its holds are one document. */
  holds: 50_000,
  /** Cancelled orders of one product that returned pieces within the last hour, in the same document. */
  returns: 60_000,
  /** Changes under way to one order. */
  changes: 10,
  /** Changes of one confirmed order. */
  paidChanges: 20,
} as const;
