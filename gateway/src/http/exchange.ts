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
  /** Whose share of the gateway's room the request takes: a user's, or an anonymous caller's by address. */
  readonly holder: string;
}

export type Handler = (exchange: Exchange) => Promise<void>;

/** What the access log says of an exchange beside what every answer has. */
export interface Notes {
  replica?: string;
  attempts: number;
  bytesIn: number;
  bytesOut: number;
}

/** The notes of this request, made at the first call. */
export const notesOf = (ctx: Context): Notes =>
  (ctx.state['notes'] ??= { attempts: 0, bytesIn: Number(ctx.get('content-length') || 0), bytesOut: 0 } as Notes);
