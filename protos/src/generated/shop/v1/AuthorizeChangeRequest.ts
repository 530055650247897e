// Original file: shop/v1/payments.proto

import type { Long } from '@grpc/proto-loader';

export interface AuthorizeChangeRequest {
  /**
   * Id of the change.
   */
  'changeId'?: (string);
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * Id of the payer.
   */
  'userId'?: (string);
  /**
   * Id of the stored payment method.
   */
  'paymentMethodId'?: (string);
  /**
   * Minor units.
   */
  'amountMinor'?: (number | string | Long);
  /**
   * ISO 4217 code.
   */
  'currency'?: (string);
}

export interface AuthorizeChangeRequest__Output {
  /**
   * Id of the change.
   */
  'changeId': (string);
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * Id of the payer.
   */
  'userId': (string);
  /**
   * Id of the stored payment method.
   */
  'paymentMethodId': (string);
  /**
   * Minor units.
   */
  'amountMinor': (number);
  /**
   * ISO 4217 code.
   */
  'currency': (string);
}
