// Original file: shop/v1/sagas.proto


export interface GetSagaRequest {
  /**
   * Id of the saga.
   */
  'sagaId'?: (string);
}

export interface GetSagaRequest__Output {
  /**
   * Id of the saga.
   */
  'sagaId': (string);
}
