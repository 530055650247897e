// Original file: shop/v1/sagas.proto


export interface WatchSagaRequest {
  /**
   * Id of the saga.
   */
  'sagaId'?: (string);
  /**
   * Leave out what has a revision up to this one.
   */
  'afterRevision'?: (number);
}

export interface WatchSagaRequest__Output {
  /**
   * Id of the saga.
   */
  'sagaId': (string);
  /**
   * Leave out what has a revision up to this one.
   */
  'afterRevision': (number);
}
