import type { CancelRequest, OrderStatus } from '@shop/protos/contract';
import type { Address__Output } from '@shop/protos/generated/shop/v1/Address';
import type { OrderLine__Output } from '@shop/protos/generated/shop/v1/OrderLine';

/** The state of the order's stock: the barrier that the stock commands of one order share. */
export type StockState = 'NONE' | 'HELD' | 'RELEASED' | 'SELLING' | 'SOLD' | 'RESTOCKED';

/** One product of an order, with its price and name at that time. */
export type Line = OrderLine__Output;

/** The shipping address of an order; its fields are the contract's. */
export type Address = Readonly<Address__Output>;

export interface HistoryEntry {
  /** From 1, without gaps. */
  seq: number;
  status: OrderStatus;
  at: Date;
  reason?: string;
  /** W3C trace context of the work that wrote it, if that was recorded. */
  trace?: string;
}

/** A definite refusal, stored so that the same command sent again gets the same answer. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  extra: Record<string, unknown>;
}

/**
 * The start of the order's saga, stored with the order because the orchestrator could not be reached; it is sent as soon as possible.
 * Lines, address and owner are the order's. The saga may have been started anyway.
 */
export interface StartIntent {
  at: Date;
  nextAttemptAt: Date;
  attempts: number;
  paymentMethodId?: string;
  /** A cancellation was accepted meanwhile: it is sent to the saga as well. */
  cancel?: { by: string; reason: CancelRequest };
}

export const PAID_CHANGE_STATES = ['RUNNING', 'APPLIED', 'REFUSED'] as const;

/**
 * A change of a confirmed order, made by a saga of its own. RUNNING: the order is unchanged. APPLIED: the order has the change, and the
 * stock follows. REFUSED: nothing was changed.
 */
interface PaidChange {
  /** The id of the change, of its saga, and of the document that holds its stock. */
  id: string;
  state: (typeof PAID_CHANGE_STATES)[number];
  /** RUNNING: the lines of the order after it; APPLIED: those before it; REFUSED: none. */
  other: Line[];
  /** The order's total after it, minor units. */
  totalMinor: number;
  at: Date;
  /** Why it was refused: a stable code. */
  reason?: string;
}

/** An order, and the state that its commands need. */
export interface Order {
  _id: string;
  /** Empty in a tombstone. */
  userId: string;
  status: OrderStatus;
  lines: Line[];
  totalMinor: number;
  currency: string;
  shippingAddress: Address | null;
  cancelReason?: string;
  /** A cancellation was accepted; the order ends as CANCELLED, whatever its status until then. */
  cancelling?: boolean;
  /** True from the moment a payment begins: the lines and the amount stay as they are. */
  frozen: boolean;
  stock: StockState;
  /** Why create or reserve was refused. */
  refusal?: Refusal;
  /** A change under way: until it is committed or dropped, holds may already fit its lines. */
  change?: { lines: Line[]; at: Date };
  /** While SELLING: exactly the holds to be sold, so that a hold that came too late is never sold. */
  sale?: { productId: string; token: string }[];
  /** Increases with every write; each write names the revision that it read. */
  revision: number;
  history: HistoryEntry[];
  /** Marks an undo that came before its do, or a refused create: such an order is never shown. */
  tombstone: boolean;
  /** Present until the orchestrator has been asked to start the order's saga. */
  startIntent?: StartIntent;
  /** How many entries of the history were published as events, and the status of the last of them. */
  told?: number;
  toldStatus?: OrderStatus;
  /** The last change of the confirmed order. */
  paidChange?: PaidChange;
  /** The applied changes, the first one first, and by how much each raised the order's total (negative: lowered it); minor units. */
  paidChanges?: { id: string; differenceMinor: number }[];
  /** When it was confirmed for shipping: from then on nothing of it is changed. */
  shippingAt?: Date;
  /**
   * The order for whose change this document holds the stock: `lines` are the additional pieces, `less` the pieces that leave the order. To
   * all other code it is a tombstone, and to the sweep of every release an order that holds what it may.
   */
  changeOf?: string;
  less?: Line[];
  createdAt: Date;
  updatedAt: Date;
}
