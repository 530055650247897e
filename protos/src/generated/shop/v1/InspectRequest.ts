// Original file: shop/v1/payments.proto


export interface InspectRequest {
  /**
   * Id of the order.
   */
  'orderId'?: (string);
  /**
   * True for those of its changes as well. An earlier release answers without them.
   */
  'withChanges'?: (boolean);
}

export interface InspectRequest__Output {
  /**
   * Id of the order.
   */
  'orderId': (string);
  /**
   * True for those of its changes as well. An earlier release answers without them.
   */
  'withChanges': (boolean);
}
