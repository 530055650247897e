// Original file: shop/v1/payments.proto


export interface PaymentAuthorized {
  /**
   * Id of the payment.
   */
  'paymentId'?: (string);
  /**
   * True when nothing is set aside until the customer has confirmed the payment at the provider: see Payment.action_url.
   */
  'customerMustAct'?: (boolean);
}

export interface PaymentAuthorized__Output {
  /**
   * Id of the payment.
   */
  'paymentId': (string);
  /**
   * True when nothing is set aside until the customer has confirmed the payment at the provider: see Payment.action_url.
   */
  'customerMustAct': (boolean);
}
