// Original file: shop/v1/sagas.proto

import type { OrderLine as _shop_v1_OrderLine, OrderLine__Output as _shop_v1_OrderLine__Output } from '../../shop/v1/OrderLine.js';
import type { Address as _shop_v1_Address, Address__Output as _shop_v1_Address__Output } from '../../shop/v1/Address.js';

export interface PlaceOrder {
  /**
   * Id of the owner.
   */
  'userId'?: (string);
  /**
   * What was ordered.
   */
  'lines'?: (_shop_v1_OrderLine)[];
  /**
   * Where to send it.
   */
  'shippingAddress'?: (_shop_v1_Address | null);
  /**
   * Pay with this at once; empty: wait for the payment signal.
   */
  'paymentMethodId'?: (string);
}

export interface PlaceOrder__Output {
  /**
   * Id of the owner.
   */
  'userId': (string);
  /**
   * What was ordered.
   */
  'lines': (_shop_v1_OrderLine__Output)[];
  /**
   * Where to send it.
   */
  'shippingAddress': (_shop_v1_Address__Output | null);
  /**
   * Pay with this at once; empty: wait for the payment signal.
   */
  'paymentMethodId': (string);
}
