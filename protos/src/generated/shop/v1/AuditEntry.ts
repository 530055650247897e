// Original file: shop/v1/sagas.proto

import type { Long } from '@grpc/proto-loader';

export interface AuditEntry {
  /**
   * When, milliseconds since the epoch, UTC.
   */
  'atMs'?: (number | string | Long);
  /**
   * Who: the id of an administrator.
   */
  'by'?: (string);
  /**
   * retry, compensate or resolve.
   */
  'action'?: (string);
  /**
   * Why.
   */
  'reason'?: (string);
}

export interface AuditEntry__Output {
  /**
   * When, milliseconds since the epoch, UTC.
   */
  'atMs': (number);
  /**
   * Who: the id of an administrator.
   */
  'by': (string);
  /**
   * retry, compensate or resolve.
   */
  'action': (string);
  /**
   * Why.
   */
  'reason': (string);
}
