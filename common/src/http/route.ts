import type { ErrorCode } from '@shop/protos/error-codes';
import type Joi from 'joi';
import type { Context as KoaContext } from 'koa';
import type { Caller, Who } from '../auth/callers.js';
import type { GatewayCall } from './gateway-call.js';

/** What a route answers. A `body` of undefined sends none, a Readable is sent as it comes, everything else as JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** HTML instead of a body. */
  readonly page?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route is given: already authorised and validated. */
export interface Input<B, Q, P> {
  readonly body: B;
  readonly query: Q;
  readonly params: P;
  readonly caller: Caller;
  /**
   * What the ids of whatever this call makes follow from, so that it is made once however often the call is sent: stands
   * for the caller's Idempotency-Key (another one when that is used again after 24 hours), or for the gateway's call.
   */
  readonly idempotencyKey: string | undefined;
  /** An earlier attempt of this call, or an earlier call with its key, may have begun what this one asks for. */
  readonly begun: boolean;
  /** The gateway's name for this call, if it came from there. */
  readonly gatewayCall: GatewayCall | undefined;
  readonly ctx: KoaContext;
}

/** One status that a route answers, for the OpenAPI document. */
interface DescribedAnswer {
  readonly description: string;
  /** Of the body, if it is JSON. */
  readonly schema?: Joi.Schema;
  /** What the body is, if it is anything else. */
  readonly type?: string;
  /** Headers that each such answer has beside those of every answer, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call of the REST interface: who may make it, what it takes, what it does, what it answers. The OpenAPI document is made from it. */
export interface Route<B, Q, P> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in OpenAPI, with parameters as `:name`. */
  readonly path: string;
  readonly who: Who;
  /** The one process that may make it, by its internal token; nobody else's token, a user's included, opens it. */
  readonly from?: string;
  readonly summary: string;
  readonly tag?: string;
  readonly body?: Joi.ObjectSchema<B>;
  readonly query?: Joi.ObjectSchema<Q>;
  readonly params?: Joi.ObjectSchema<P>;
  /** Takes an Idempotency-Key, kept per user, or per what this returns (registration: per address and e-mail). */
  readonly idempotent?: boolean | ((input: Input<B, Q, P>) => string);
  /** A member of its answer that is not kept with a key: the answer to a call that is sent again is given it by `reveal`. */
  readonly secret?: {
    readonly name: string;
    /** The member's value for the rest of the answer's body; undefined where there is none any more. */
    reveal(body: Readonly<Record<string, unknown>>): Promise<string | undefined>;
  };
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  /** The problems that it can answer beside the general ones, for the OpenAPI document. */
  readonly problems?: readonly ErrorCode[];
  /** Headers that it heeds beside the general ones, with what they do, for the OpenAPI document. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Not part of the public interface. */
  readonly internal?: boolean;
  handle(input: Input<B, Q, P>): Promise<Answer>;
}

// a list of routes has a different input in each; what `route` checked may be forgotten afterwards
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyRoute = Route<any, any, any>;

/** A route as it is described; whoever answers it is elsewhere. */
export type Described = Omit<AnyRoute, 'handle'>;

/** A route whose handler is typed by its schemas. */
export const route = <B = unknown, Q = unknown, P = Record<string, string>>(definition: Route<B, Q, P>): AnyRoute =>
  definition;
