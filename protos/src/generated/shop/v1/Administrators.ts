// Original file: shop/v1/users.proto


export interface Administrators {
  /**
   * Ids of their accounts, in no order.
   */
  'userIds'?: (string)[];
}

export interface Administrators__Output {
  /**
   * Ids of their accounts, in no order.
   */
  'userIds': (string)[];
}
