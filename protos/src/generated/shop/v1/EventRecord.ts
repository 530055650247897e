// Original file: shop/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface EventRecord {
  /**
   * Its position in the log, from 1.
   */
  'position'?: (number | string | Long);
  /**
   * The event: a CloudEvent 1.0 in JSON. Empty where the events up to this position were left out.
   */
  'json'?: (string);
}

export interface EventRecord__Output {
  /**
   * Its position in the log, from 1.
   */
  'position': (number);
  /**
   * The event: a CloudEvent 1.0 in JSON. Empty where the events up to this position were left out.
   */
  'json': (string);
}
