// Original file: shop/v1/sagas.proto

import type { Long } from '@grpc/proto-loader';

export interface SagaStatus {
  /**
   * Id of the saga.
   */
  'sagaId'?: (string);
  /**
   * Revision of the journal: rises with each change.
   */
  'revision'?: (number);
  /**
   * The saga's state.
   */
  'state'?: (string);
  /**
   * The step that changed; empty for a change of the whole.
   */
  'step'?: (string);
  /**
   * What became of that step.
   */
  'stepStatus'?: (string);
  /**
   * When, milliseconds since the epoch, UTC.
   */
  'atMs'?: (number | string | Long);
}

export interface SagaStatus__Output {
  /**
   * Id of the saga.
   */
  'sagaId': (string);
  /**
   * Revision of the journal: rises with each change.
   */
  'revision': (number);
  /**
   * The saga's state.
   */
  'state': (string);
  /**
   * The step that changed; empty for a change of the whole.
   */
  'step': (string);
  /**
   * What became of that step.
   */
  'stepStatus': (string);
  /**
   * When, milliseconds since the epoch, UTC.
   */
  'atMs': (number);
}
