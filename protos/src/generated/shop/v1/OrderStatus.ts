// Original file: shop/v1/orders.proto

import type { Long } from '@grpc/proto-loader';

export interface OrderStatus {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * Position in the order's history, from 1, without gaps.
   */
  'seq'?: (number);
  /**
   * PENDING, AWAITING_PAYMENT, CONFIRMED or CANCELLED.
   */
  'status'?: (string);
  /**
   * When, milliseconds since the epoch, UTC.
   */
  'atMs'?: (number | string | Long);
  /**
   * Why, for CANCELLED.
   */
  'reason'?: (string);
}

export interface OrderStatus__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * Position in the order's history, from 1, without gaps.
   */
  'seq': (number);
  /**
   * PENDING, AWAITING_PAYMENT, CONFIRMED or CANCELLED.
   */
  'status': (string);
  /**
   * When, milliseconds since the epoch, UTC.
   */
  'atMs': (number);
  /**
   * Why, for CANCELLED.
   */
  'reason': (string);
}
