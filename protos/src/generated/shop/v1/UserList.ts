// Original file: shop/v1/users.proto

import type { User as _shop_v1_User, User__Output as _shop_v1_User__Output } from '../../shop/v1/User.js';

export interface UserList {
  /**
   * The accounts that exist.
   */
  'users'?: (_shop_v1_User)[];
}

export interface UserList__Output {
  /**
   * The accounts that exist.
   */
  'users': (_shop_v1_User__Output)[];
}
