// Original file: shop/v1/payments.proto


export interface CompletePaymentRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface CompletePaymentRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
