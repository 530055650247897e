// Original file: shop/v1/sagas.proto


export interface ListSagasRequest {
  /**
   * Only those in this state; empty: all.
   */
  'state'?: (string);
  /**
   * Only those of this type; empty: all.
   */
  'type'?: (string);
  /**
   * Only those of this order; empty: all.
   */
  'orderId'?: (string);
  /**
   * 1 to 100; 0: 20.
   */
  'limit'?: (number);
  /**
   * Where the last page ended; empty: from the newest.
   */
  'cursor'?: (string);
  /**
   * Only those of this customer; empty: all.
   */
  'userId'?: (string);
  /**
   * Only those about this, whatever its kind; of an order, the same as order_id. Empty: all.
   */
  'correlationId'?: (string);
}

export interface ListSagasRequest__Output {
  /**
   * Only those in this state; empty: all.
   */
  'state': (string);
  /**
   * Only those of this type; empty: all.
   */
  'type': (string);
  /**
   * Only those of this order; empty: all.
   */
  'orderId': (string);
  /**
   * 1 to 100; 0: 20.
   */
  'limit': (number);
  /**
   * Where the last page ended; empty: from the newest.
   */
  'cursor': (string);
  /**
   * Only those of this customer; empty: all.
   */
  'userId': (string);
  /**
   * Only those about this, whatever its kind; of an order, the same as order_id. Empty: all.
   */
  'correlationId': (string);
}
