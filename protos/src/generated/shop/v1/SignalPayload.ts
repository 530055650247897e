// Original file: shop/v1/sagas.proto


export interface SignalPayload {
  /**
   * The name of the signal, for example "payment-submitted".
   */
  'name'?: (string);
  /**
   * Its payload as JSON text, checked against the signal's schema.
   */
  'json'?: (string);
}

export interface SignalPayload__Output {
  /**
   * The name of the signal, for example "payment-submitted".
   */
  'name': (string);
  /**
   * Its payload as JSON text, checked against the signal's schema.
   */
  'json': (string);
}
