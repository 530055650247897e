// Original file: shop/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface ReadEventsRequest {
  /**
   * Positions are 1, 2, 3, … without gaps; 0 reads from the first on.
   */
  'after'?: (number | string | Long);
  /**
   * Milliseconds since the epoch; when it is given, all that was appended then or later, whatever `after` says.
   */
  'fromMs'?: (number | string | Long);
  /**
   * How many events at most; 0 sets no limit.
   */
  'limit'?: (number);
  /**
   * Stay, and send each event as it is appended.
   */
  'follow'?: (boolean);
}

export interface ReadEventsRequest__Output {
  /**
   * Positions are 1, 2, 3, … without gaps; 0 reads from the first on.
   */
  'after': (number);
  /**
   * Milliseconds since the epoch; when it is given, all that was appended then or later, whatever `after` says.
   */
  'fromMs': (number);
  /**
   * How many events at most; 0 sets no limit.
   */
  'limit': (number);
  /**
   * Stay, and send each event as it is appended.
   */
  'follow': (boolean);
}
