// Original file: shop/v1/payments.proto

import type { Long } from '@grpc/proto-loader';

export interface ChargeAuditRequest {
  /**
   * Charges that were made then or later, milliseconds since the epoch.
   */
  'sinceMs'?: (number | string | Long);
}

export interface ChargeAuditRequest__Output {
  /**
   * Charges that were made then or later, milliseconds since the epoch.
   */
  'sinceMs': (number);
}
