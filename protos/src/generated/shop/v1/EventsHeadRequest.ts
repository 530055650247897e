// Original file: shop/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface EventsHeadRequest {
  /**
   * The position that next_at_ms follows.
   */
  'after'?: (number | string | Long);
  /**
   * Milliseconds since the epoch; 0 for none.
   */
  'fromMs'?: (number | string | Long);
}

export interface EventsHeadRequest__Output {
  /**
   * The position that next_at_ms follows.
   */
  'after': (number);
  /**
   * Milliseconds since the epoch; 0 for none.
   */
  'fromMs': (number);
}
