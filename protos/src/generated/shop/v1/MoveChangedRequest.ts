// Original file: shop/v1/orders.proto


export interface MoveChangedRequest {
  /**
   * Id of the change.
   */
  'changeId'?: (string);
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface MoveChangedRequest__Output {
  /**
   * Id of the change.
   */
  'changeId': (string);
  /**
   * Id of the order.
   */
  'orderId': (string);
}
