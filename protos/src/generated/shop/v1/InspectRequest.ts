// Original file: shop/v1/payments.proto


export interface InspectRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface InspectRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
