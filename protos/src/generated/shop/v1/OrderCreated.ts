// Original file: shop/v1/orders.proto

import type { Long } from '@grpc/proto-loader';

export interface OrderCreated {
  /**
   * What is to be paid, minor units.
   */
  'totalMinor'?: (number | string | Long);
  /**
   * ISO 4217 code.
   */
  'currency'?: (string);
}

export interface OrderCreated__Output {
  /**
   * What is to be paid, minor units.
   */
  'totalMinor': (number);
  /**
   * ISO 4217 code.
   */
  'currency': (string);
}
