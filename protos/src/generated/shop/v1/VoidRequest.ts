// Original file: shop/v1/payments.proto


export interface VoidRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface VoidRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
