// Original file: shop/v1/orders.proto


export interface GetOrderRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * When given, only this owner's order is found.
   */
  'userId'?: (string);
}

export interface GetOrderRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * When given, only this owner's order is found.
   */
  'userId': (string);
}
