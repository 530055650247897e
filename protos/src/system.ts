/**
 * The system-specific values that the shared kit (`common`) needs: it contains no word of the shop (common/test/words.unit.spec.ts), so
 * another system could use it with another file like this one.
 */

/** The package of the gRPC services. */
export const GRPC_PACKAGE = 'shop.v1';

/** The prefix of names that are visible outside: traces in Redis and at collectors. */
export const SYSTEM = 'shop';

/** The service that signs and validates access tokens, and the issuer, audience and algorithm of the tokens. */
export const ACCOUNTS = {
  process: 'user-service',
  issuer: 'shop',
  audience: 'shop-api',
  algorithm: 'ES256',
} as const;

/** The ids that are passed on with a piece of work, to log lines and the next process. */
export const WORK_IDS = ['userId', 'orderId', 'sagaId'] as const;
export type WorkId = (typeof WORK_IDS)[number];

/** The id that an injected fault can be restricted to. */
export const FAULT_ID = 'orderId' satisfies WorkId;

/** The id that is the subject of an event. */
export const SUBJECT_ID = 'orderId' satisfies WorkId;

/** Span attributes besides those of OpenTelemetry's conventions, each with the id that it shows if it is one. */
export const SPAN_ATTRIBUTES = {
  'saga.outcome': undefined,
  'saga.phase': undefined,
  'saga.step': undefined,
  'shop.attempt': undefined,
  'shop.order.id': 'orderId',
  'shop.saga.id': 'sagaId',
} as const satisfies Readonly<Record<string, WorkId | undefined>>;

/** Paths that operators' pages and probes poll: they would displace everything else from the traces. */
export const UNTRACED = /^\/(?:health\/|metrics$|assets\/|favicon|admin\/queues|api\/(?:traces|system)(?:\/|$))/;
/** The same, except for requests that are part of a trace that began outside or that change something. */
export const UNTRACED_READS = /^\/api\/(?:sagas|invariants)(?:\/|$)/;
