import { Metadata, status as Status, type ServiceError } from '@grpc/grpc-js';
import { INTERNAL_CHALLENGE } from '../auth/internal-challenge.js';
import { Problem, timedOut, unavailable } from '../errors.js';

const TO_GRPC: Record<number, Status> = {
  400: Status.INVALID_ARGUMENT,
  401: Status.UNAUTHENTICATED,
  402: Status.FAILED_PRECONDITION,
  403: Status.PERMISSION_DENIED,
  404: Status.NOT_FOUND,
  409: Status.FAILED_PRECONDITION,
  413: Status.INVALID_ARGUMENT,
  416: Status.OUT_OF_RANGE,
  422: Status.INVALID_ARGUMENT,
  429: Status.RESOURCE_EXHAUSTED,
  503: Status.UNAVAILABLE,
  504: Status.DEADLINE_EXCEEDED,
};

/**
 * A Problem as a gRPC error: its status, and in the metadata `problem-code`, `problem-status`, `problem-extra-bin` (JSON) and, when the
 * caller's internal token is refused, `problem-challenge`.
 */
export function toServiceError(problem: Problem): Partial<ServiceError> {
  const metadata = new Metadata();
  metadata.set('problem-code', problem.code);
  metadata.set('problem-status', String(problem.status));
  if (Object.keys(problem.extra).length) metadata.set('problem-extra-bin', Buffer.from(JSON.stringify(problem.extra)));
  if (problem.headers['www-authenticate'] === INTERNAL_CHALLENGE) metadata.set('problem-challenge', INTERNAL_CHALLENGE);
  return { code: TO_GRPC[problem.status] ?? Status.INTERNAL, details: problem.message, metadata };
}

/**
 * Restores the Problem that the callee threw; a lost connection and a refused internal token are 503, a missed deadline 504, a request that
 * is too large 413.
 */
export function fromServiceError(error: ServiceError, callee: string): Problem {
  const code = error.metadata?.get('problem-code')[0];
  const status = Number(error.metadata?.get('problem-status')[0]);
  if (typeof code === 'string' && status) {
    // a fault of our configuration: the user cannot fix it by logging in
    if (error.metadata.get('problem-challenge')[0] === INTERNAL_CHALLENGE)
      return unavailable(`${callee} refuses our internal token: ${error.details}`, error);
    const extra = extraOf(error.metadata.get('problem-extra-bin')[0]);
    return Problem.received(status, code, { detail: error.details, extra, cause: error });
  }
  if (error.code === Status.DEADLINE_EXCEEDED) return timedOut(`${callee} gave no answer in time.`, error);
  if (error.code === Status.INVALID_ARGUMENT)
    return new Problem(422, 'VALIDATION_FAILED', { detail: error.details, cause: error });
  if (error.code === Status.RESOURCE_EXHAUSTED) return exhausted(error, callee);
  return unavailable(`${callee} cannot be reached; try again shortly.`, error);
}

/** 413 for a request that is too large to be sent; 503 for a callee that reports that it is exhausted for now. */
function exhausted(error: ServiceError, callee: string): Problem {
  const [, most] = /^Attempted to send message with a size larger than (\d+)/.exec(error.details) ?? [];
  if (most === undefined) return unavailable(`${callee} answered RESOURCE_EXHAUSTED: ${error.details}`, error);
  return new Problem(413, 'BODY_TOO_LARGE', {
    detail: `This request to ${callee} is larger than the ${most} bytes that it takes, and was not sent; send less in one.`,
    cause: error,
  });
}

/** The problem's extra members; empty if they cannot be parsed. An error thrown while an answer is received would end the process. */
function extraOf(sent: string | Buffer | undefined): Record<string, unknown> {
  try {
    const extra: unknown = sent ? JSON.parse(sent.toString()) : {};
    return typeof extra === 'object' && extra !== null && !Array.isArray(extra) ? { ...extra } : {};
  } catch {
    return {};
  }
}

/** True for an error of `fromServiceError` when the callee does not have the method: it is of an earlier release. */
export const isUnknownMethod = (error: unknown): boolean =>
  error instanceof Problem && (error.cause as Partial<ServiceError> | undefined)?.code === Status.UNIMPLEMENTED;

/** True for an error of `fromServiceError` when no handler answered, because there was no connection or it was lost. */
export function isLostCall(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  const { code, metadata } = (error.cause ?? {}) as Partial<ServiceError>;
  return code === Status.UNAVAILABLE && metadata?.get('problem-code').length === 0;
}

/** The error of a call that was not sent for want of a connection, as `fromServiceError` makes it: `isLostCall` is true for it. */
export const connectionLost = (callee: string, cause: unknown): Problem =>
  fromServiceError(
    Object.assign(new Error('no connection', { cause }), {
      code: Status.UNAVAILABLE,
      details: 'no connection',
      metadata: new Metadata(),
    }),
    callee,
  );
