// Original file: shop/v1/payments.proto


export interface CompletePaymentReply {
  /**
   * Id of the payment.
   */
  'paymentId'?: (string);
}

export interface CompletePaymentReply__Output {
  /**
   * Id of the payment.
   */
  'paymentId': (string);
}
