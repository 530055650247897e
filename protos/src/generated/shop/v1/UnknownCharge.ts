// Original file: shop/v1/payments.proto

import type { Long } from '@grpc/proto-loader';

export interface UnknownCharge {
  /**
   * The provider's id.
   */
  'providerRef'?: (string);
  /**
   * The payment that the provider says it is for.
   */
  'reference'?: (string);
  /**
   * ISO 4217 code.
   */
  'currency'?: (string);
  /**
   * What it holds or keeps, minor units.
   */
  'amountMinor'?: (number | string | Long);
  /**
   * When it was made, milliseconds since the epoch.
   */
  'madeAtMs'?: (number | string | Long);
}

export interface UnknownCharge__Output {
  /**
   * The provider's id.
   */
  'providerRef': (string);
  /**
   * The payment that the provider says it is for.
   */
  'reference': (string);
  /**
   * ISO 4217 code.
   */
  'currency': (string);
  /**
   * What it holds or keeps, minor units.
   */
  'amountMinor': (number);
  /**
   * When it was made, milliseconds since the epoch.
   */
  'madeAtMs': (number);
}
