// Original file: shop/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface EventsHead {
  /**
   * The oldest position; of an empty log, one above `newest`.
   */
  'oldest'?: (number | string | Long);
  /**
   * The newest position.
   */
  'newest'?: (number | string | Long);
  /**
   * When the first event after `after` was appended, milliseconds since the epoch; 0 where there is none.
   */
  'nextAtMs'?: (number | string | Long);
  /**
   * The position before the first event that was appended at `from_ms` or later.
   */
  'before'?: (number | string | Long);
}

export interface EventsHead__Output {
  /**
   * The oldest position; of an empty log, one above `newest`.
   */
  'oldest': (number);
  /**
   * The newest position.
   */
  'newest': (number);
  /**
   * When the first event after `after` was appended, milliseconds since the epoch; 0 where there is none.
   */
  'nextAtMs': (number);
  /**
   * The position before the first event that was appended at `from_ms` or later.
   */
  'before': (number);
}
