// Original file: shop/v1/orders.proto


export interface WithdrawChangeRequest {
  /**
   * Id of the change.
   */
  'changeId'?: (string);
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * Why, a stable code, as the order shows it.
   */
  'reason'?: (string);
}

export interface WithdrawChangeRequest__Output {
  /**
   * Id of the change.
   */
  'changeId': (string);
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * Why, a stable code, as the order shows it.
   */
  'reason': (string);
}
