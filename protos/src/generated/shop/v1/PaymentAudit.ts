// Original file: shop/v1/payments.proto

import type { Payment as _shop_v1_Payment, Payment__Output as _shop_v1_Payment__Output } from '../../shop/v1/Payment.js';
import type { PaymentAudit as _shop_v1_PaymentAudit, PaymentAudit__Output as _shop_v1_PaymentAudit__Output } from '../../shop/v1/PaymentAudit.js';
import type { Long } from '@grpc/proto-loader';

export interface PaymentAudit {
  /**
   * The payment as our database has it.
   */
  'payment'?: (_shop_v1_Payment | null);
  /**
   * Sum of the ledger's authorisation lines less voids, minor units.
   */
  'ledgerAuthorizedMinor'?: (number | string | Long);
  /**
   * Sum of the ledger's capture lines, minor units.
   */
  'ledgerCapturedMinor'?: (number | string | Long);
  /**
   * Sum of the ledger's refund lines less those that failed afterwards, minor units.
   */
  'ledgerRefundedMinor'?: (number | string | Long);
  /**
   * How many capture lines the ledger has.
   */
  'captures'?: (number);
  /**
   * What the provider's books say, minor units.
   */
  'providerAuthorizedMinor'?: (number | string | Long);
  /**
   * What the provider's books say, minor units.
   */
  'providerCapturedMinor'?: (number | string | Long);
  /**
   * What the provider's books say, minor units.
   */
  'providerRefundedMinor'?: (number | string | Long);
  /**
   * False when the provider could not be asked.
   */
  'providerKnown'?: (boolean);
  /**
   * True for the mark that an undo leaves when it comes before its do.
   */
  'tombstone'?: (boolean);
  /**
   * True while the order's saga has still to be told that the payment was submitted.
   */
  'signalPending'?: (boolean);
  /**
   * Sum of what was given back past the provider, minor units. 0 also where an earlier release answers.
   */
  'ledgerRefundedByHandMinor'?: (number | string | Long);
  /**
   * What the cardholder's bank has given back for good, by disputes that were lost, minor units. 0 also where an earlier release answers.
   */
  'lostMinor'?: (number | string | Long);
  /**
   * The payments of the order's changes.
   */
  'changes'?: (_shop_v1_PaymentAudit)[];
}

export interface PaymentAudit__Output {
  /**
   * The payment as our database has it.
   */
  'payment': (_shop_v1_Payment__Output | null);
  /**
   * Sum of the ledger's authorisation lines less voids, minor units.
   */
  'ledgerAuthorizedMinor': (number);
  /**
   * Sum of the ledger's capture lines, minor units.
   */
  'ledgerCapturedMinor': (number);
  /**
   * Sum of the ledger's refund lines less those that failed afterwards, minor units.
   */
  'ledgerRefundedMinor': (number);
  /**
   * How many capture lines the ledger has.
   */
  'captures': (number);
  /**
   * What the provider's books say, minor units.
   */
  'providerAuthorizedMinor': (number);
  /**
   * What the provider's books say, minor units.
   */
  'providerCapturedMinor': (number);
  /**
   * What the provider's books say, minor units.
   */
  'providerRefundedMinor': (number);
  /**
   * False when the provider could not be asked.
   */
  'providerKnown': (boolean);
  /**
   * True for the mark that an undo leaves when it comes before its do.
   */
  'tombstone': (boolean);
  /**
   * True while the order's saga has still to be told that the payment was submitted.
   */
  'signalPending': (boolean);
  /**
   * Sum of what was given back past the provider, minor units. 0 also where an earlier release answers.
   */
  'ledgerRefundedByHandMinor': (number);
  /**
   * What the cardholder's bank has given back for good, by disputes that were lost, minor units. 0 also where an earlier release answers.
   */
  'lostMinor': (number);
  /**
   * The payments of the order's changes.
   */
  'changes': (_shop_v1_PaymentAudit__Output)[];
}
