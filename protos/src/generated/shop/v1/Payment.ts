// Original file: shop/v1/payments.proto

import type { Long } from '@grpc/proto-loader';

export interface Payment {
  /**
   * Opaque id.
   */
  'id'?: (string);
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * Id of the payer.
   */
  'userId'?: (string);
  /**
   * PENDING, REQUIRES_ACTION, AUTHORIZED, CAPTURED, DECLINED, VOIDED, REFUNDED, PARTIALLY_REFUNDED or FAILED.
   */
  'status'?: (string);
  /**
   * Minor units.
   */
  'amountMinor'?: (number | string | Long);
  /**
   * Minor units given back so far.
   */
  'refundedMinor'?: (number | string | Long);
  /**
   * ISO 4217 code.
   */
  'currency'?: (string);
  /**
   * Card brand, for example "visa".
   */
  'brand'?: (string);
  /**
   * The last four digits of the card.
   */
  'last4'?: (string);
  /**
   * Why the card was declined; empty otherwise.
   */
  'declineCode'?: (string);
  /**
   * With REQUIRES_ACTION: the address at which the customer confirms the payment; empty otherwise.
   */
  'actionUrl'?: (string);
  /**
   * Minor units that were to be given back and were not, because their refund failed. 0 also where an earlier release answers.
   */
  'failedRefundMinor'?: (number | string | Long);
  /**
   * Id of the change of the order that it pays; empty for what the order cost when it was placed.
   */
  'changeId'?: (string);
}

export interface Payment__Output {
  /**
   * Opaque id.
   */
  'id': (string);
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * Id of the payer.
   */
  'userId': (string);
  /**
   * PENDING, REQUIRES_ACTION, AUTHORIZED, CAPTURED, DECLINED, VOIDED, REFUNDED, PARTIALLY_REFUNDED or FAILED.
   */
  'status': (string);
  /**
   * Minor units.
   */
  'amountMinor': (number);
  /**
   * Minor units given back so far.
   */
  'refundedMinor': (number);
  /**
   * ISO 4217 code.
   */
  'currency': (string);
  /**
   * Card brand, for example "visa".
   */
  'brand': (string);
  /**
   * The last four digits of the card.
   */
  'last4': (string);
  /**
   * Why the card was declined; empty otherwise.
   */
  'declineCode': (string);
  /**
   * With REQUIRES_ACTION: the address at which the customer confirms the payment; empty otherwise.
   */
  'actionUrl': (string);
  /**
   * Minor units that were to be given back and were not, because their refund failed. 0 also where an earlier release answers.
   */
  'failedRefundMinor': (number);
  /**
   * Id of the change of the order that it pays; empty for what the order cost when it was placed.
   */
  'changeId': (string);
}
