// Original file: shop/v1/orders.proto


export interface ConfirmOrderRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface ConfirmOrderRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
