// Original file: shop/v1/sagas.proto


export interface SagaBundle {
  /**
   * JSON text.
   */
  'json'?: (string);
}

export interface SagaBundle__Output {
  /**
   * JSON text.
   */
  'json': (string);
}
