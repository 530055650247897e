// Original file: shop/v1/payments.proto


export interface GetMethodRequest {
  /**
   * Id of the payment method.
   */
  'paymentMethodId'?: (string);
  /**
   * Id of the owner.
   */
  'userId'?: (string);
}

export interface GetMethodRequest__Output {
  /**
   * Id of the payment method.
   */
  'paymentMethodId': (string);
  /**
   * Id of the owner.
   */
  'userId': (string);
}
