// Original file: shop/v1/users.proto

import type { Long } from '@grpc/proto-loader';

export interface TokenClaims {
  /**
   * Id of the account that the token was issued to.
   */
  'userId'?: (string);
  /**
   * "user" or "admin".
   */
  'role'?: (string);
  /**
   * When the token ends, milliseconds since the epoch, UTC.
   */
  'expiresAtMs'?: (number | string | Long);
}

export interface TokenClaims__Output {
  /**
   * Id of the account that the token was issued to.
   */
  'userId': (string);
  /**
   * "user" or "admin".
   */
  'role': (string);
  /**
   * When the token ends, milliseconds since the epoch, UTC.
   */
  'expiresAtMs': (number);
}
