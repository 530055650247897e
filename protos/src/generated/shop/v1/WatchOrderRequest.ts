// Original file: shop/v1/orders.proto


export interface WatchOrderRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * Leave out what has a seq up to this one.
   */
  'afterSeq'?: (number);
}

export interface WatchOrderRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * Leave out what has a seq up to this one.
   */
  'afterSeq': (number);
}
