// Original file: shop/v1/orders.proto


export interface ReserveStockRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface ReserveStockRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
