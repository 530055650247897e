import type { Caller } from '@shop/common/auth/callers';
import type { Context } from 'koa';
import type { GatewayRoute } from './routing.js';

/** A request that has passed every check at the edge. */
export interface Exchange {
  readonly ctx: Context;
  readonly route: GatewayRoute;
  readonly caller: Caller;
  /** The client's address. */
  readonly address: string;
  /** Whether the client used HTTPS, to us or to a trusted proxy. */
  readonly secure: boolean;
  /** Who the request's resources are counted for: a user, or an anonymous caller by address. */
  readonly holder: string;
  /** Whether the caller still has the rights that it had then, for answers that go on for long. Never rejects. */
  readonly stillHolds: () => Promise<boolean>;
}

export type Handler = (exchange: Exchange) => Promise<void>;

/** True when the client left while its request was checked: the `close` of its answer has been emitted already. */
export const hasLeft = ({ res }: Context): boolean => res.closed || !res.socket;

/** Fields of the access log in addition to those that every answer has. */
export interface Notes {
  replica?: string;
  attempts: number;
  bytesIn: number;
  bytesOut: number;
}

/** The notes of this request, created on the first call. */
export const notesOf = (ctx: Context): Notes =>
  (ctx.state['notes'] ??= { attempts: 0, bytesIn: Number(ctx.get('content-length') || 0), bytesOut: 0 } as Notes);
