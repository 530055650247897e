// Original file: shop/v1/orders.proto

import type { OrderLine as _shop_v1_OrderLine, OrderLine__Output as _shop_v1_OrderLine__Output } from '../../shop/v1/OrderLine.js';
import type { PaidChange as _shop_v1_PaidChange, PaidChange__Output as _shop_v1_PaidChange__Output } from '../../shop/v1/PaidChange.js';
import type { Long } from '@grpc/proto-loader';

export interface OrderAudit {
  /**
   * Opaque id.
   */
  'id'?: (string);
  /**
   * PENDING, AWAITING_PAYMENT, CONFIRMED or CANCELLED.
   */
  'status'?: (string);
  /**
   * What the order comes to, minor units.
   */
  'totalMinor'?: (number | string | Long);
  /**
   * What was ordered.
   */
  'lines'?: (_shop_v1_OrderLine)[];
  /**
   * NONE, HELD, RELEASED, SELLING, SOLD or RESTOCKED.
   */
  'stock'?: (string);
  /**
   * True for the mark that an undo leaves when it comes before its do; such an order was never seen by anyone.
   */
  'tombstone'?: (boolean);
  /**
   * Milliseconds since the epoch, UTC.
   */
  'updatedAtMs'?: (number | string | Long);
  /**
   * True while the orchestrator has still to be told to start the order's saga.
   */
  'startPending'?: (boolean);
  /**
   * Its changes after its payment that were applied, the first one first.
   */
  'paidChanges'?: (_shop_v1_PaidChange)[];
  /**
   * The lines before the last change, or after it while it is under way: what is sold may be these until its saga has ended.
   */
  'otherLines'?: (_shop_v1_OrderLine)[];
}

export interface OrderAudit__Output {
  /**
   * Opaque id.
   */
  'id': (string);
  /**
   * PENDING, AWAITING_PAYMENT, CONFIRMED or CANCELLED.
   */
  'status': (string);
  /**
   * What the order comes to, minor units.
   */
  'totalMinor': (number);
  /**
   * What was ordered.
   */
  'lines': (_shop_v1_OrderLine__Output)[];
  /**
   * NONE, HELD, RELEASED, SELLING, SOLD or RESTOCKED.
   */
  'stock': (string);
  /**
   * True for the mark that an undo leaves when it comes before its do; such an order was never seen by anyone.
   */
  'tombstone': (boolean);
  /**
   * Milliseconds since the epoch, UTC.
   */
  'updatedAtMs': (number);
  /**
   * True while the orchestrator has still to be told to start the order's saga.
   */
  'startPending': (boolean);
  /**
   * Its changes after its payment that were applied, the first one first.
   */
  'paidChanges': (_shop_v1_PaidChange__Output)[];
  /**
   * The lines before the last change, or after it while it is under way: what is sold may be these until its saga has ended.
   */
  'otherLines': (_shop_v1_OrderLine__Output)[];
}
