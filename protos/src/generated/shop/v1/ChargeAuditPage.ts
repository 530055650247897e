// Original file: shop/v1/payments.proto

import type { UnknownCharge as _shop_v1_UnknownCharge, UnknownCharge__Output as _shop_v1_UnknownCharge__Output } from '../../shop/v1/UnknownCharge.js';

export interface ChargeAuditPage {
  /**
   * How many charges of the provider's list were looked up.
   */
  'looked'?: (number);
  /**
   * Those among them that hold or keep money and are no payment's.
   */
  'unknown'?: (_shop_v1_UnknownCharge)[];
}

export interface ChargeAuditPage__Output {
  /**
   * How many charges of the provider's list were looked up.
   */
  'looked': (number);
  /**
   * Those among them that hold or keep money and are no payment's.
   */
  'unknown': (_shop_v1_UnknownCharge__Output)[];
}
