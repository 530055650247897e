// Original file: shop/v1/notifications.proto


export interface SendPasswordResetRequest {
  /**
   * Id of the reset; worth nothing without the token that user-service makes of it.
   */
  'resetId'?: (string);
  /**
   * Id of the account.
   */
  'userId'?: (string);
}

export interface SendPasswordResetRequest__Output {
  /**
   * Id of the reset; worth nothing without the token that user-service makes of it.
   */
  'resetId': (string);
  /**
   * Id of the account.
   */
  'userId': (string);
}
