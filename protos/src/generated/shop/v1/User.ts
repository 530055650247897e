// Original file: shop/v1/users.proto

import type { Long } from '@grpc/proto-loader';

export interface User {
  /**
   * Opaque id.
   */
  'id'?: (string);
  /**
   * E-mail address, lower case.
   */
  'email'?: (string);
  /**
   * The name that the account goes by.
   */
  'name'?: (string);
  /**
   * "user" or "admin".
   */
  'role'?: (string);
  /**
   * A disabled account cannot log in or refresh.
   */
  'disabled'?: (boolean);
  /**
   * Milliseconds since the epoch, UTC.
   */
  'createdAtMs'?: (number | string | Long);
  /**
   * "en" or "ko": the language of mails; empty from a release that does not know it.
   */
  'language'?: (string);
}

export interface User__Output {
  /**
   * Opaque id.
   */
  'id': (string);
  /**
   * E-mail address, lower case.
   */
  'email': (string);
  /**
   * The name that the account goes by.
   */
  'name': (string);
  /**
   * "user" or "admin".
   */
  'role': (string);
  /**
   * A disabled account cannot log in or refresh.
   */
  'disabled': (boolean);
  /**
   * Milliseconds since the epoch, UTC.
   */
  'createdAtMs': (number);
  /**
   * "en" or "ko": the language of mails; empty from a release that does not know it.
   */
  'language': (string);
}
