// Original file: shop/v1/payments.proto


export interface RefundRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface RefundRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
