import type { ErrorCode, ErrorCodeOf } from '@shop/protos/error-codes';
import { isMongoOutage } from './mongo/outage.js';
import { redactText, redactTexts } from './logging/redact.js';

/** Optional parts of a problem; the members of `extra` become members of the answer. */
export interface ProblemOptions {
  readonly detail?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Seconds, for the Retry-After header. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Statuses below 500 that refuse nothing for good: the same request may be answered otherwise later. */
export const PASSING_STATUSES: readonly number[] = [401, 408, 425, 429];

/** One invalid field of a request. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/**
 * An error with a stable code, answered as RFC 9457 over REST and as a status with details over gRPC.
 * `status` is the HTTP status; everything else derives from it.
 */
export class Problem extends Error {
  readonly status: number;
  /** One of ours; of what was `received` from a newer release perhaps another, which no comparison here can mean. */
  readonly code: ErrorCode;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly retryAfter: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: ErrorCode, options: ProblemOptions = {}) {
    // both may repeat the caller's input, and are written to answers, logs and queues
    super(
      redactText(options.detail ?? titleOf(code)),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.extra = redactTexts(options.extra ?? {});
    this.retryAfter = options.retryAfter;
    this.headers = options.headers ?? {};
  }

  /** A problem that was received from another process, which may be a release newer and have codes unknown here, or read from storage. */
  static received(status: number, code: string, options: ProblemOptions = {}): Problem {
    return new Problem(status, code as ErrorCode, options);
  }

  /** A definite refusal: asking again gives the same answer. Any other problem leaves the outcome in doubt. */
  get definite(): boolean {
    return (
      this.status >= 400 &&
      this.status < 500 &&
      !PASSING_STATUSES.includes(this.status) &&
      this.code !== 'IDEMPOTENCY_IN_PROGRESS'
    );
  }
}

/** ROUTE_NOT_FOUND → "Route not found". */
export function titleOf(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** 404 with a code such as ROUTE_NOT_FOUND. */
export const notFound = (code: ErrorCodeOf<404>, detail: string): Problem => new Problem(404, code, { detail });

/** 404 for an unknown path. */
export const routeNotFound = (path: string): Problem =>
  notFound('ROUTE_NOT_FOUND', `There is nothing at ${path.slice(0, 200)}; see /docs.`);

/** 405 with the allowed methods. */
export const methodNotAllowed = (method: string, allowed: readonly string[]): Problem =>
  new Problem(405, 'METHOD_NOT_ALLOWED', {
    detail: `${method} is not possible here; use ${allowed.join(', ')}.`,
    headers: { allow: allowed.join(', ') },
  });

/** 409 with a code such as IDEMPOTENCY_IN_PROGRESS; `extra` joins the answer. */
export const conflict = (code: ErrorCodeOf<409>, detail: string, extra: Record<string, unknown> = {}): Problem =>
  new Problem(409, code, { detail, extra });

/** 422 VALIDATION_FAILED with every invalid field named. */
export const invalid = (errors: readonly FieldError[]): Problem =>
  new Problem(422, 'VALIDATION_FAILED', {
    detail: errors
      .map((error) => `${error.path || 'input'}: ${error.message}`)
      .join('; ')
      .slice(0, 1000),
    extra: { errors },
  });

/** 503: nothing is known to be done; try again after `retryAfter` seconds. */
export const unavailable = (detail: string, cause?: unknown, retryAfter = 1): Problem =>
  new Problem(503, 'SERVICE_UNAVAILABLE', { detail, retryAfter, cause });

/** 503 of a replica that leaves the call to another and has done nothing: the caller may ask the next replica at once. */
export const elsewhere = (detail: string, cause?: unknown): Problem =>
  new Problem(503, 'SERVICE_UNAVAILABLE', { detail, retryAfter: 2, cause, extra: { elsewhere: true } });

/** True when a replica left the call to another. */
export const isElsewhere = (error: unknown): boolean => error instanceof Problem && error.extra['elsewhere'] === true;

/** 504: no answer in time; the outcome is unknown. */
export const timedOut = (detail: string, cause?: unknown): Problem =>
  new Problem(504, 'TIMED_OUT', { detail, cause, retryAfter: 1 });

/** Converts any thrown value to a Problem: a database outage becomes 503, any other error a 500 without internal details. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isMongoOutage(error)) return unavailable('The database cannot be reached; try again shortly.', error);
  return new Problem(500, 'INTERNAL_ERROR', { detail: 'Something went wrong here; it has been logged.', cause: error });
}
