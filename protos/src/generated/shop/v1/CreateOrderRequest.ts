// Original file: shop/v1/orders.proto

import type { OrderLine as _shop_v1_OrderLine, OrderLine__Output as _shop_v1_OrderLine__Output } from '../../shop/v1/OrderLine.js';
import type { Address as _shop_v1_Address, Address__Output as _shop_v1_Address__Output } from '../../shop/v1/Address.js';

export interface CreateOrderRequest {
  /**
   * Id of the order, chosen by the caller; it is the id of its saga as well.
   */
  'orderId'?: (string);
  /**
   * Id of the owner.
   */
  'userId'?: (string);
  /**
   * At most 50 lines, one a product.
   */
  'lines'?: (_shop_v1_OrderLine)[];
  /**
   * Where to send it.
   */
  'shippingAddress'?: (_shop_v1_Address | null);
  /**
   * True when a payment method came with the order: then it is frozen against changes from the start.
   */
  'paidAtOnce'?: (boolean);
}

export interface CreateOrderRequest__Output {
  /**
   * Id of the order, chosen by the caller; it is the id of its saga as well.
   */
  'orderId': (string);
  /**
   * Id of the owner.
   */
  'userId': (string);
  /**
   * At most 50 lines, one a product.
   */
  'lines': (_shop_v1_OrderLine__Output)[];
  /**
   * Where to send it.
   */
  'shippingAddress': (_shop_v1_Address__Output | null);
  /**
   * True when a payment method came with the order: then it is frozen against changes from the start.
   */
  'paidAtOnce': (boolean);
}
