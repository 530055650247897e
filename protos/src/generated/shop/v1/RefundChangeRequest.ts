// Original file: shop/v1/payments.proto

import type { Long } from '@grpc/proto-loader';

export interface RefundChangeRequest {
  /**
   * Id of the change.
   */
  'changeId'?: (string);
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * Minor units.
   */
  'amountMinor'?: (number | string | Long);
}

export interface RefundChangeRequest__Output {
  /**
   * Id of the change.
   */
  'changeId': (string);
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * Minor units.
   */
  'amountMinor': (number);
}
