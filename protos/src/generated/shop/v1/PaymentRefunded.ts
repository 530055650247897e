// Original file: shop/v1/payments.proto

import type { Long } from '@grpc/proto-loader';

export interface PaymentRefunded {
  /**
   * Minor units given back by this command.
   */
  'refundedMinor'?: (number | string | Long);
}

export interface PaymentRefunded__Output {
  /**
   * Minor units given back by this command.
   */
  'refundedMinor': (number);
}
