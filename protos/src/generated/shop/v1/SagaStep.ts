// Original file: shop/v1/sagas.proto

import type { StepUndo as _shop_v1_StepUndo, StepUndo__Output as _shop_v1_StepUndo__Output } from '../../shop/v1/StepUndo.js';
import type { Long } from '@grpc/proto-loader';

export interface SagaStep {
  /**
   * Name, for example "reserve-stock".
   */
  'name'?: (string);
  /**
   * undoable, wait, pivot or retriable.
   */
  'kind'?: (string);
  /**
   * Where it stands.
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
  /**
   * Its compensation; absent while there is none to send.
   */
  'undo'?: (_shop_v1_StepUndo | null);
}

export interface SagaStep__Output {
  /**
   * Name, for example "reserve-stock".
   */
  'name': (string);
  /**
   * undoable, wait, pivot or retriable.
   */
  'kind': (string);
  /**
   * Where it stands.
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
  /**
   * Its compensation; absent while there is none to send.
   */
  'undo': (_shop_v1_StepUndo__Output | null);
}
