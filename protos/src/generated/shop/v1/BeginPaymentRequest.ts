// Original file: shop/v1/orders.proto

import type { Long } from '@grpc/proto-loader';

export interface BeginPaymentRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * Only this owner's order is found.
   */
  'userId'?: (string);
  /**
   * The amount that the caller expects to pay, minor units; 0 when not said.
   */
  'amountMinor'?: (number | string | Long);
}

export interface BeginPaymentRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * Only this owner's order is found.
   */
  'userId': (string);
  /**
   * The amount that the caller expects to pay, minor units; 0 when not said.
   */
  'amountMinor': (number);
}
