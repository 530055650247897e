// Original file: shop/v1/sagas.proto


export interface CancelSagaRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * Who asks: the id of a user.
   */
  'by'?: (string);
  /**
   * CUSTOMER_CANCELLED or ADMIN_CANCELLED.
   */
  'reason'?: (string);
}

export interface CancelSagaRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * Who asks: the id of a user.
   */
  'by': (string);
  /**
   * CUSTOMER_CANCELLED or ADMIN_CANCELLED.
   */
  'reason': (string);
}
