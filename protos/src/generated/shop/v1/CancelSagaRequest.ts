// Original file: shop/v1/sagas.proto


export interface CancelSagaRequest {
  /**
   * Id of the order; a saga about anything else is not found by it (SAGA_NOT_FOUND).
   */
  'orderId'?: (string);
  /**
   * Who asks: the id of a user.
   */
  'by'?: (string);
  /**
   * CUSTOMER_CANCELLED or ADMIN_CANCELLED; with a saga_id any stable code.
   */
  'reason'?: (string);
  /**
   * Id of the saga, in place of order_id, if it is about anything else than an order.
   */
  'sagaId'?: (string);
}

export interface CancelSagaRequest__Output {
  /**
   * Id of the order; a saga about anything else is not found by it (SAGA_NOT_FOUND).
   */
  'orderId': (string);
  /**
   * Who asks: the id of a user.
   */
  'by': (string);
  /**
   * CUSTOMER_CANCELLED or ADMIN_CANCELLED; with a saga_id any stable code.
   */
  'reason': (string);
  /**
   * Id of the saga, in place of order_id, if it is about anything else than an order.
   */
  'sagaId': (string);
}
