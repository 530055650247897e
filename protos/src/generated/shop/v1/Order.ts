// Original file: shop/v1/orders.proto

import type { OrderLine as _shop_v1_OrderLine, OrderLine__Output as _shop_v1_OrderLine__Output } from '../../shop/v1/OrderLine.js';
import type { OrderStatus as _shop_v1_OrderStatus, OrderStatus__Output as _shop_v1_OrderStatus__Output } from '../../shop/v1/OrderStatus.js';
import type { PaidChange as _shop_v1_PaidChange, PaidChange__Output as _shop_v1_PaidChange__Output } from '../../shop/v1/PaidChange.js';
import type { Long } from '@grpc/proto-loader';

export interface Order {
  /**
   * Opaque id.
   */
  'id'?: (string);
  /**
   * Id of the owner.
   */
  'userId'?: (string);
  /**
   * PENDING, AWAITING_PAYMENT, CONFIRMED or CANCELLED.
   */
  'status'?: (string);
  /**
   * What was ordered.
   */
  'lines'?: (_shop_v1_OrderLine)[];
  /**
   * What is to be paid, minor units.
   */
  'totalMinor'?: (number | string | Long);
  /**
   * ISO 4217 code.
   */
  'currency'?: (string);
  /**
   * Why it was cancelled; empty otherwise.
   */
  'cancelReason'?: (string);
  /**
   * Every status that it has had, in order.
   */
  'history'?: (_shop_v1_OrderStatus)[];
  /**
   * Its changes after its payment that were applied, the first one first.
   */
  'paidChanges'?: (_shop_v1_PaidChange)[];
}

export interface Order__Output {
  /**
   * Opaque id.
   */
  'id': (string);
  /**
   * Id of the owner.
   */
  'userId': (string);
  /**
   * PENDING, AWAITING_PAYMENT, CONFIRMED or CANCELLED.
   */
  'status': (string);
  /**
   * What was ordered.
   */
  'lines': (_shop_v1_OrderLine__Output)[];
  /**
   * What is to be paid, minor units.
   */
  'totalMinor': (number);
  /**
   * ISO 4217 code.
   */
  'currency': (string);
  /**
   * Why it was cancelled; empty otherwise.
   */
  'cancelReason': (string);
  /**
   * Every status that it has had, in order.
   */
  'history': (_shop_v1_OrderStatus__Output)[];
  /**
   * Its changes after its payment that were applied, the first one first.
   */
  'paidChanges': (_shop_v1_PaidChange__Output)[];
}
