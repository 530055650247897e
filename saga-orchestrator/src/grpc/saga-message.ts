import type { Saga } from '@shop/protos/generated/shop/v1/Saga';
import type { SagaView } from 'saga-engine/core/view';

/** A saga as its gRPC message. */
export const toMessage = (saga: SagaView): Saga => ({
  id: saga.id,
  type: saga.type,
  version: saga.version,
  orderId: saga.correlationId,
  state: saga.state,
  steps: saga.steps.map((step) => ({
    name: step.name,
    kind: step.kind,
    status: step.status,
    attempts: step.attempts,
    startedAtMs: step.startedAt ?? 0,
    finishedAtMs: step.finishedAt ?? 0,
    error: step.error ?? '',
    undo: step.undo
      ? {
          status: step.undo.status,
          attempts: step.undo.attempts,
          startedAtMs: step.undo.startedAt ?? 0,
          finishedAtMs: step.undo.finishedAt ?? 0,
          error: step.undo.error ?? '',
        }
      : null,
  })),
  deadlineMs: saga.deadline ?? 0,
  createdAtMs: saga.createdAt,
  updatedAtMs: saga.updatedAt,
  audit: saga.audit.map(({ at, by, action, reason }) => ({ atMs: at, by, action, reason })),
  revision: saga.revision,
  failureReason: saga.failure?.reason ?? '',
  correlationId: saga.correlationId,
  correlationKind: saga.correlationKind ?? '',
});
