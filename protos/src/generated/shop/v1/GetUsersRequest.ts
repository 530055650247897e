// Original file: shop/v1/users.proto


export interface GetUsersRequest {
  /**
   * Ids of the accounts, at most 100.
   */
  'userIds'?: (string)[];
}

export interface GetUsersRequest__Output {
  /**
   * Ids of the accounts, at most 100.
   */
  'userIds': (string)[];
}
