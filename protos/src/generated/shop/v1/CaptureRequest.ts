// Original file: shop/v1/payments.proto


export interface CaptureRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface CaptureRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
