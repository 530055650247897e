// Original file: shop/v1/orders.proto


export interface CancelOrderRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * OUT_OF_STOCK, PAYMENT_DECLINED, PAYMENT_TIMEOUT, CUSTOMER_CANCELLED, PRICE_CHANGED, ADMIN_CANCELLED or FAILED.
   */
  'reason'?: (string);
}

export interface CancelOrderRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * OUT_OF_STOCK, PAYMENT_DECLINED, PAYMENT_TIMEOUT, CUSTOMER_CANCELLED, PRICE_CHANGED, ADMIN_CANCELLED or FAILED.
   */
  'reason': (string);
}
