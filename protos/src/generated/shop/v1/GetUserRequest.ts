// Original file: shop/v1/users.proto


export interface GetUserRequest {
  /**
   * Id of the account.
   */
  'userId'?: (string);
}

export interface GetUserRequest__Output {
  /**
   * Id of the account.
   */
  'userId': (string);
}
