// Original file: shop/v1/users.proto


export interface GetPasswordResetRequest {
  /**
   * Id of the reset.
   */
  'resetId'?: (string);
}

export interface GetPasswordResetRequest__Output {
  /**
   * Id of the reset.
   */
  'resetId': (string);
}
