import { status as Status, type ServiceError } from '@grpc/grpc-js';
import { Problem } from '@shop/common/errors';
import { BreakerOpen } from '@shop/common/grpc/left-alone';
import type { Outcome } from '../core/ports.js';
import { isCode } from '../core/reason.js';

/** Statuses that only a participant's own code returns, never a proxy or a gRPC library, and that a repeat does not change. */
const DEFINITE = new Set([
  Status.INVALID_ARGUMENT,
  Status.NOT_FOUND,
  Status.ALREADY_EXISTS,
  Status.FAILED_PRECONDITION,
  Status.OUT_OF_RANGE,
]);

/** The outcome of a call that failed. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof BreakerOpen) return { type: 'in-doubt', error: error.message, parkedUntil: error.retryAt };
  if (!(error instanceof Problem))
    return { type: 'in-doubt', error: error instanceof Error ? error.message : String(error) };
  if (error.definite) return { type: 'refused', reason: error.code, detail: error.message };
  return plainRefusal(error.cause as Partial<ServiceError> | undefined) ?? { type: 'in-doubt', error: error.message };
}

/** The refusal of a participant that uses gRPC's own statuses without our `problem-status`; its code is `problem-code`, if present. */
function plainRefusal({ code, details = '', metadata }: Partial<ServiceError> = {}): Outcome | undefined {
  if (code === undefined || !DEFINITE.has(code) || metadata?.get('problem-status').length) return undefined;
  const named = metadata?.get('problem-code')[0];
  const reason = typeof named === 'string' && isCode(named) ? named : Status[code]!;
  return { type: 'refused', reason, ...(details ? { detail: details.slice(0, 500) } : {}) };
}
