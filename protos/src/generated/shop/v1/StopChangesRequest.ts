// Original file: shop/v1/orders.proto


export interface StopChangesRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface StopChangesRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
