// Original file: shop/v1/sagas.proto

import type { SagaStep as _shop_v1_SagaStep, SagaStep__Output as _shop_v1_SagaStep__Output } from '../../shop/v1/SagaStep.js';
import type { AuditEntry as _shop_v1_AuditEntry, AuditEntry__Output as _shop_v1_AuditEntry__Output } from '../../shop/v1/AuditEntry.js';
import type { Long } from '@grpc/proto-loader';

export interface Saga {
  /**
   * Opaque id.
   */
  'id'?: (string);
  /**
   * The name of its definition, for example "place-order".
   */
  'type'?: (string);
  /**
   * Version of the definition that it runs by.
   */
  'version'?: (number);
  /**
   * Id of the order that it is about; of a saga about anything else, the same as correlation_id.
   */
  'orderId'?: (string);
  /**
   * RUNNING, WAITING, COMPENSATING, COMPLETED, COMPENSATED, NEEDS_ATTENTION or RESOLVED.
   */
  'state'?: (string);
  /**
   * The definition's steps and how each stands.
   */
  'steps'?: (_shop_v1_SagaStep)[];
  /**
   * Until when it waits, milliseconds since the epoch, UTC; 0 when it does not.
   */
  'deadlineMs'?: (number | string | Long);
  /**
   * Milliseconds since the epoch, UTC.
   */
  'createdAtMs'?: (number | string | Long);
  /**
   * Milliseconds since the epoch, UTC.
   */
  'updatedAtMs'?: (number | string | Long);
  /**
   * What administrators did.
   */
  'audit'?: (_shop_v1_AuditEntry)[];
  /**
   * Revision of the journal.
   */
  'revision'?: (number);
  /**
   * Why it was compensated, a stable code; empty otherwise.
   */
  'failureReason'?: (string);
  /**
   * Id of what it is about.
   */
  'correlationId'?: (string);
  /**
   * What that is, for example "order"; empty when its definition does not say.
   */
  'correlationKind'?: (string);
}

export interface Saga__Output {
  /**
   * Opaque id.
   */
  'id': (string);
  /**
   * The name of its definition, for example "place-order".
   */
  'type': (string);
  /**
   * Version of the definition that it runs by.
   */
  'version': (number);
  /**
   * Id of the order that it is about; of a saga about anything else, the same as correlation_id.
   */
  'orderId': (string);
  /**
   * RUNNING, WAITING, COMPENSATING, COMPLETED, COMPENSATED, NEEDS_ATTENTION or RESOLVED.
   */
  'state': (string);
  /**
   * The definition's steps and how each stands.
   */
  'steps': (_shop_v1_SagaStep__Output)[];
  /**
   * Until when it waits, milliseconds since the epoch, UTC; 0 when it does not.
   */
  'deadlineMs': (number);
  /**
   * Milliseconds since the epoch, UTC.
   */
  'createdAtMs': (number);
  /**
   * Milliseconds since the epoch, UTC.
   */
  'updatedAtMs': (number);
  /**
   * What administrators did.
   */
  'audit': (_shop_v1_AuditEntry__Output)[];
  /**
   * Revision of the journal.
   */
  'revision': (number);
  /**
   * Why it was compensated, a stable code; empty otherwise.
   */
  'failureReason': (string);
  /**
   * Id of what it is about.
   */
  'correlationId': (string);
  /**
   * What that is, for example "order"; empty when its definition does not say.
   */
  'correlationKind': (string);
}
