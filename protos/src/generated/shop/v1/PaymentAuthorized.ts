// Original file: shop/v1/payments.proto


export interface PaymentAuthorized {
  /**
   * Id of the payment.
   */
  'paymentId'?: (string);
}

export interface PaymentAuthorized__Output {
  /**
   * Id of the payment.
   */
  'paymentId': (string);
}
