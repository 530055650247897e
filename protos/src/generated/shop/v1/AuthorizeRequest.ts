// Original file: shop/v1/payments.proto

import type { Long } from '@grpc/proto-loader';

export interface AuthorizeRequest {
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
  /**
   * True when the caller waits for a customer who has to confirm the payment. Otherwise such a card is declined.
   */
  'customerMayAct'?: (boolean);
}

export interface AuthorizeRequest__Output {
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
  /**
   * True when the caller waits for a customer who has to confirm the payment. Otherwise such a card is declined.
   */
  'customerMayAct': (boolean);
}
