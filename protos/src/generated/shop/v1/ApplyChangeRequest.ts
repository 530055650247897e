// Original file: shop/v1/orders.proto


export interface ApplyChangeRequest {
  /**
   * Id of the change.
   */
  'changeId'?: (string);
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface ApplyChangeRequest__Output {
  /**
   * Id of the change.
   */
  'changeId': (string);
  /**
   * Id of the order.
   */
  'orderId': (string);
}
