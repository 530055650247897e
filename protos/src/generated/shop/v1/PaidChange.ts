// Original file: shop/v1/orders.proto

import type { Long } from '@grpc/proto-loader';

export interface PaidChange {
  /**
   * Id of the change; it is the id of its saga as well.
   */
  'id'?: (string);
  /**
   * What it makes the order cost more, minor units; below zero for less.
   */
  'differenceMinor'?: (number | string | Long);
}

export interface PaidChange__Output {
  /**
   * Id of the change; it is the id of its saga as well.
   */
  'id': (string);
  /**
   * What it makes the order cost more, minor units; below zero for less.
   */
  'differenceMinor': (number);
}
