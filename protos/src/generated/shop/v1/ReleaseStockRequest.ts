// Original file: shop/v1/orders.proto


export interface ReleaseStockRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
}

export interface ReleaseStockRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
}
