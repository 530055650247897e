/**
 * What the shared kit (`common`) must know of this system and does not know by itself: it has no word of the shop's in it
 * (common/test/words.unit.spec.ts), so another system could use it with another file like this one.
 */

/** The package of the gRPC services. */
export const GRPC_PACKAGE = 'shop.v1';

/** The name before whatever is shared outside: traces in Redis and at collectors. */
export const SYSTEM = 'shop';

/** Who signs access tokens and tells whose one is, and what stands in each. */
export const ACCOUNTS = {
  process: 'user-service',
  issuer: 'shop',
  audience: 'shop-api',
  algorithm: 'ES256',
} as const;

/** The ids that travel with a piece of work, in log lines and to the next process. */
export const WORK_IDS = ['userId', 'orderId', 'sagaId'] as const;
export type WorkId = (typeof WORK_IDS)[number];

/** The id that an injected fault can be restricted to. */
export const FAULT_ID = 'orderId' satisfies WorkId;

/** The id that the subject of an event is. */
export const SUBJECT_ID = 'orderId' satisfies WorkId;

/** Attributes of spans beside those of OpenTelemetry's conventions, each with the id that it shows if it is one. */
export const SPAN_ATTRIBUTES = {
  'saga.outcome': undefined,
  'saga.phase': undefined,
  'saga.step': undefined,
  'shop.attempt': undefined,
  'shop.order.id': 'orderId',
  'shop.saga.id': 'sagaId',
} as const satisfies Readonly<Record<string, WorkId | undefined>>;

/** What operators' pages and probes ask again and again: it would push everything else out of the traces. */
export const UNTRACED = /^\/(?:health\/|metrics$|assets\/|favicon|admin\/queues|api\/(?:traces|system)(?:\/|$))/;
/** The same, unless it is part of a trace that began outside or changes something. */
export const UNTRACED_READS = /^\/api\/(?:sagas|invariants)(?:\/|$)/;
