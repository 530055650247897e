// Original file: shop/v1/orders.proto

import type { OrderLine as _shop_v1_OrderLine, OrderLine__Output as _shop_v1_OrderLine__Output } from '../../shop/v1/OrderLine.js';
import type { Long } from '@grpc/proto-loader';

export interface HoldChangeRequest {
  /**
   * Id of the change, chosen by the caller; it is the id of its saga as well.
   */
  'changeId'?: (string);
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * Revision of the order that the change was priced for; another one is refused.
   */
  'revision'?: (number | string | Long);
  /**
   * The order's lines after the change, with names and prices.
   */
  'lines'?: (_shop_v1_OrderLine)[];
  /**
   * What the order comes to after the change, minor units.
   */
  'totalMinor'?: (number | string | Long);
}

export interface HoldChangeRequest__Output {
  /**
   * Id of the change, chosen by the caller; it is the id of its saga as well.
   */
  'changeId': (string);
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * Revision of the order that the change was priced for; another one is refused.
   */
  'revision': (number);
  /**
   * The order's lines after the change, with names and prices.
   */
  'lines': (_shop_v1_OrderLine__Output)[];
  /**
   * What the order comes to after the change, minor units.
   */
  'totalMinor': (number);
}
