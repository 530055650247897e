// Original file: shop/v1/payments.proto


export interface PaymentCaptured {
  /**
   * Id of the payment.
   */
  'paymentId'?: (string);
}

export interface PaymentCaptured__Output {
  /**
   * Id of the payment.
   */
  'paymentId': (string);
}
