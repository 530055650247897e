// Original file: shop/v1/sagas.proto


export interface SagaInput {
  /**
   * The type of the saga, for example "place-order".
   */
  'type'?: (string);
  /**
   * Its input as JSON text, checked against the definition's schema: VALIDATION_FAILED names every wrong field.
   */
  'json'?: (string);
}

export interface SagaInput__Output {
  /**
   * The type of the saga, for example "place-order".
   */
  'type': (string);
  /**
   * Its input as JSON text, checked against the definition's schema: VALIDATION_FAILED names every wrong field.
   */
  'json': (string);
}
