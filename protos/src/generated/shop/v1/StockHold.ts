// Original file: shop/v1/orders.proto


export interface StockHold {
  /**
   * Id of the order that holds.
   */
  'orderId'?: (string);
  /**
   * Pieces held.
   */
  'quantity'?: (number);
}

export interface StockHold__Output {
  /**
   * Id of the order that holds.
   */
  'orderId': (string);
  /**
   * Pieces held.
   */
  'quantity': (number);
}
