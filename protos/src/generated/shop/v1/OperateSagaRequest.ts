// Original file: shop/v1/sagas.proto


export interface OperateSagaRequest {
  /**
   * Id of the saga.
   */
  'sagaId'?: (string);
  /**
   * Who: the id of an administrator.
   */
  'by'?: (string);
  /**
   * Why, in words; required.
   */
  'reason'?: (string);
}

export interface OperateSagaRequest__Output {
  /**
   * Id of the saga.
   */
  'sagaId': (string);
  /**
   * Who: the id of an administrator.
   */
  'by': (string);
  /**
   * Why, in words; required.
   */
  'reason': (string);
}
