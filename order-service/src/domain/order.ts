import type { CancelRequest, OrderStatus } from '@shop/protos/contract';
import type { Address__Output } from '@shop/protos/generated/shop/v1/Address';
import type { OrderLine__Output } from '@shop/protos/generated/shop/v1/OrderLine';

/** What became of the order's stock: the barrier that the stock commands of one order share. */
export type StockState = 'NONE' | 'HELD' | 'RELEASED' | 'SELLING' | 'SOLD' | 'RESTOCKED';

/** One product of an order, at the price and under the name that it had then. */
export type Line = OrderLine__Output;

/** Where an order is sent; its fields are the contract's. */
export type Address = Readonly<Address__Output>;

export interface HistoryEntry {
  /** From 1, without gaps. */
  seq: number;
  status: OrderStatus;
  at: Date;
  reason?: string;
  /** W3C trace context of the work that wrote it, where that was recorded. */
  trace?: string;
}

/** A definite no that was given, kept so that the same command sent again gets the same answer. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  extra: Record<string, unknown>;
}

/**
 * The start of the order's saga, kept with the order because the orchestrator could not be told: it is told as soon as it
 * can be. Lines, address and owner are the order's. The saga may have been started all the same.
 */
export interface StartIntent {
  at: Date;
  nextAttemptAt: Date;
  attempts: number;
  paymentMethodId?: string;
  /** A cancellation was accepted meanwhile: the saga is told of that as well. */
  cancel?: { by: string; reason: CancelRequest };
}

export const PAID_CHANGE_STATES = ['RUNNING', 'APPLIED', 'REFUSED'] as const;

/**
 * A change of a confirmed order, made by a saga of its own. RUNNING: the order is as it was. APPLIED: the order says it, and the stock
 * follows. REFUSED: nothing was changed.
 */
interface PaidChange {
  /** Of the change, of its saga, and of the document that holds its stock. */
  id: string;
  state: (typeof PAID_CHANGE_STATES)[number];
  /** RUNNING: the lines of the order after it; APPLIED: those before it; REFUSED: none. */
  other: Line[];
  /** What the order comes to after it, minor units. */
  totalMinor: number;
  at: Date;
  /** Why it was refused: a stable code. */
  reason?: string;
}

/** An order, and all that its commands need to know of what was done. */
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
  /** A cancellation was accepted; the order ends as CANCELLED, however it stands until then. */
  cancelling?: boolean;
  /** True from the moment a payment begins: the lines and the amount stay as they are. */
  frozen: boolean;
  stock: StockState;
  /** Why create or reserve was refused. */
  refusal?: Refusal;
  /** A change under way: until it is committed or dropped, holds may already fit its lines. */
  change?: { lines: Line[]; at: Date };
  /** While SELLING: exactly the holds that are to be sold, so that a hold which came too late never is. */
  sale?: { productId: string; token: string }[];
  /** Rises with every write; each write names the one that it saw. */
  revision: number;
  history: HistoryEntry[];
  /** The mark of an undo that came before its do, or of a refused create: nobody ever sees such an order. */
  tombstone: boolean;
  /** There until the orchestrator has been told to start the order's saga. */
  startIntent?: StartIntent;
  /** How many entries of the history were told as events, and the status of the last of them. */
  told?: number;
  toldStatus?: OrderStatus;
  /** The last change of the confirmed order. */
  paidChange?: PaidChange;
  /** Those that were applied, the first one first, and what each made the order cost more, or less; minor units. */
  paidChanges?: { id: string; differenceMinor: number }[];
  /** Since when it is confirmed for shipping: from then on nothing of it is changed. */
  shippingAt?: Date;
  /**
   * The order that this holds the stock of a change for: `lines` are what it needs more of, `less` what it needs less of. To everybody else
   * it is a tombstone, and to the sweep of every release an order that holds what it may.
   */
  changeOf?: string;
  less?: Line[];
  createdAt: Date;
  updatedAt: Date;
}
