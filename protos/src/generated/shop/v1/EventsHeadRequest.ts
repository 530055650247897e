// Original file: shop/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface EventsHeadRequest {
  'after'?: (number | string | Long);
  /**
   * Milliseconds since the epoch; 0 for none.
   */
  'fromMs'?: (number | string | Long);
}

export interface EventsHeadRequest__Output {
  'after': (number);
  /**
   * Milliseconds since the epoch; 0 for none.
   */
  'fromMs': (number);
}
