import type { ErrorCode } from '@shop/protos/error-codes';
import type Joi from 'joi';
import type { Context as KoaContext } from 'koa';
import type { Caller, Who } from '../auth/callers.js';
import type { GatewayCall } from './gateway-call.js';

/** The answer of a route. A `body` of undefined sends none, a Readable is streamed, everything else is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** HTML instead of a body. */
  readonly page?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The input of a route: already authorised and validated. */
export interface Input<B, Q, P> {
  readonly body: B;
  readonly query: Q;
  readonly params: P;
  readonly caller: Caller;
  /**
   * The source of the ids of whatever this call creates, so that it is created once however often the call is sent: stands for the caller's
   * Idempotency-Key (a different value when the key is used again after KEY_LIFE), or for the gateway's call.
   */
  readonly idempotencyKey: string | undefined;
  /** True when an earlier attempt of this call, or an earlier call with its key, may have begun the same work. */
  readonly begun: boolean;
  /** The gateway's id of this call, if it came from there. */
  readonly gatewayCall: GatewayCall | undefined;
  readonly ctx: KoaContext;
}

/** One status that a route answers, for the OpenAPI document. */
interface DescribedAnswer {
  readonly description: string;
  /** The schema of the body, if it is JSON. */
  readonly schema?: Joi.Schema;
  /** The media type of the body, if it is anything else. */
  readonly type?: string;
  /** Additional headers of each such answer, with their descriptions. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Additional headers of some such answers, with their descriptions. */
  readonly optionalHeaders?: Readonly<Record<string, string>>;
}

/** One call of the REST API: its callers, input, effect and answers. The OpenAPI document is generated from it. */
export interface Route<B, Q, P> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in OpenAPI, with parameters as `:name`. */
  readonly path: string;
  readonly who: Who;
  /** The only process that may call it, by its internal token; every other token, a user's included, is refused. */
  readonly from?: string;
  readonly summary: string;
  readonly tag?: string;
  readonly body?: Joi.ObjectSchema<B>;
  readonly query?: Joi.ObjectSchema<Q>;
  readonly params?: Joi.ObjectSchema<P>;
  /** Takes an Idempotency-Key, kept per user, or per what this returns (registration: per address and e-mail). */
  readonly idempotent?: boolean | ((input: Input<B, Q, P>) => string);
  /** A member of the answer that is not stored with the key: when a call is sent again, `reveal` provides it. */
  readonly secret?: {
    readonly name: string;
    /** The member's value for the rest of the answer's body; undefined when there is none any more. */
    reveal(body: Readonly<Record<string, unknown>>): Promise<string | undefined>;
  };
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  /** The problems that it can answer in addition to the general ones, for the OpenAPI document. */
  readonly problems?: readonly ErrorCode[];
  /** Request headers that it uses in addition to the general ones, with their effect, for the OpenAPI document. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Not part of the public interface. */
  readonly internal?: boolean;
  handle(input: Input<B, Q, P>): Promise<Answer>;
}

// a list of routes has a different input in each; what `route` checked may be forgotten afterwards
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyRoute = Route<any, any, any>;

/** The description of a route; its handler is elsewhere. */
export type Described = Omit<AnyRoute, 'handle'>;

/** An answer of a route as it is written: `body` is JSON text, HTML, a stream or null. */
export interface RouteAnswer {
  readonly route: AnyRoute;
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A route whose handler is typed by its schemas. */
export const route = <B = unknown, Q = unknown, P = Record<string, string>>(definition: Route<B, Q, P>): AnyRoute =>
  definition;
