// Original file: shop/v1/sagas.proto

import type { Long } from '@grpc/proto-loader';

export interface StepUndo {
  /**
   * pending, failing, done or skipped.
   */
  'status'?: (string);
  /**
   * How often it was sent.
   */
  'attempts'?: (number);
  /**
   * Milliseconds since the epoch, UTC; 0 when not begun.
   */
  'startedAtMs'?: (number | string | Long);
  /**
   * Milliseconds since the epoch, UTC; 0 when not ended.
   */
  'finishedAtMs'?: (number | string | Long);
  /**
   * What the last failed attempt said; empty otherwise.
   */
  'error'?: (string);
}

export interface StepUndo__Output {
  /**
   * pending, failing, done or skipped.
   */
  'status': (string);
  /**
   * How often it was sent.
   */
  'attempts': (number);
  /**
   * Milliseconds since the epoch, UTC; 0 when not begun.
   */
  'startedAtMs': (number);
  /**
   * Milliseconds since the epoch, UTC; 0 when not ended.
   */
  'finishedAtMs': (number);
  /**
   * What the last failed attempt said; empty otherwise.
   */
  'error': (string);
}
