// Original file: shop/v1/orders.proto

import type { Long } from '@grpc/proto-loader';

export interface Payable {
  /**
   * What is to be paid, minor units.
   */
  'totalMinor'?: (number | string | Long);
  /**
   * ISO 4217 code.
   */
  'currency'?: (string);
  /**
   * The order's status: PENDING or AWAITING_PAYMENT.
   */
  'status'?: (string);
}

export interface Payable__Output {
  /**
   * What is to be paid, minor units.
   */
  'totalMinor': (number);
  /**
   * ISO 4217 code.
   */
  'currency': (string);
  /**
   * The order's status: PENDING or AWAITING_PAYMENT.
   */
  'status': (string);
}
