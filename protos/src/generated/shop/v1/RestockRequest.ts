// Original file: shop/v1/orders.proto


export interface RestockRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface RestockRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
