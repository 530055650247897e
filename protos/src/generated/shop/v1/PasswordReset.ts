// Original file: shop/v1/users.proto

import type { User as _shop_v1_User, User__Output as _shop_v1_User__Output } from '../../shop/v1/User.js';
import type { Long } from '@grpc/proto-loader';

export interface PasswordReset {
  /**
   * Whose it is.
   */
  'user'?: (_shop_v1_User | null);
  /**
   * What the link holds: with it, a new password is set. Kept nowhere.
   */
  'token'?: (string);
  /**
   * When it ends, milliseconds since the epoch, UTC.
   */
  'expiresAtMs'?: (number | string | Long);
}

export interface PasswordReset__Output {
  /**
   * Whose it is.
   */
  'user': (_shop_v1_User__Output | null);
  /**
   * What the link holds: with it, a new password is set. Kept nowhere.
   */
  'token': (string);
  /**
   * When it ends, milliseconds since the epoch, UTC.
   */
  'expiresAtMs': (number);
}
