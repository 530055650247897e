// Original file: shop/v1/payments.proto

import type { Payment as _shop_v1_Payment, Payment__Output as _shop_v1_Payment__Output } from '../../shop/v1/Payment.js';
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
  /**
   * What the order's changes were paid with, the first one first; only where they were asked for.
   */
  'changes'?: (_shop_v1_Payment)[];
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
  /**
   * What the order's changes were paid with, the first one first; only where they were asked for.
   */
  'changes': (_shop_v1_Payment__Output)[];
}
