// Original file: shop/v1/sagas.proto

import type { Long } from '@grpc/proto-loader';

export interface PaymentSubmitted {
  /**
   * Id of the stored payment method.
   */
  'paymentMethodId'?: (string);
  /**
   * What is to be paid, minor units, as order-service answered when it froze the order.
   */
  'amountMinor'?: (number | string | Long);
  /**
   * ISO 4217 code.
   */
  'currency'?: (string);
}

export interface PaymentSubmitted__Output {
  /**
   * Id of the stored payment method.
   */
  'paymentMethodId': (string);
  /**
   * What is to be paid, minor units, as order-service answered when it froze the order.
   */
  'amountMinor': (number);
  /**
   * ISO 4217 code.
   */
  'currency': (string);
}
