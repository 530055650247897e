// Original file: shop/v1/events.proto

import type { EventTypes as _shop_v1_EventTypes, EventTypes__Output as _shop_v1_EventTypes__Output } from '../../shop/v1/EventTypes.js';
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
   * How many events at most, those that `only` leaves out included; 0 sets no limit.
   */
  'limit'?: (number);
  /**
   * Stay, and send each event as it is appended.
   */
  'follow'?: (boolean);
  /**
   * Leaves out events of other types; absent, none. Events that were appended by a release without this field are always sent, and a
   * server of such a release sends all.
   */
  'only'?: (_shop_v1_EventTypes | null);
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
   * How many events at most, those that `only` leaves out included; 0 sets no limit.
   */
  'limit': (number);
  /**
   * Stay, and send each event as it is appended.
   */
  'follow': (boolean);
  /**
   * Leaves out events of other types; absent, none. Events that were appended by a release without this field are always sent, and a
   * server of such a release sends all.
   */
  'only': (_shop_v1_EventTypes__Output | null);
}
