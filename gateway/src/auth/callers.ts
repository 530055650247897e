import type { AccessTokens, Caller } from '@shop/common/auth';
import { Problem } from '@shop/common/errors';
import { steadyNow } from '@shop/common/time';
import jwt from 'jsonwebtoken';
import type { Context } from 'koa';

/** Who sent a request, and how it was shown. */
export interface Identity {
  readonly caller: Caller;
  readonly by: 'bearer' | 'cookie' | 'nothing';
  /** Why what was shown is not valid; the caller counts as nobody then. */
  readonly problem?: Problem;
}

/** The cookie that user-service sets for the pages; its value is an access token. */
export const SESSION_COOKIE = 'session';
const TRUST_MS = 30_000;
const SESSION_TRUST_MS = 5_000;
const MOST_KEPT = 10_000;
const NOBODY: Caller = { userId: null, role: 'anonymous' };

/** Asks whose a session is now. Throws 401 when it was ended; undefined when nobody can tell. */
export type AskSession = (token: string) => Promise<Caller | undefined>;

/**
 * Tells who sends a request, by bearer token or session cookie. Tokens that were verified are believed for 30 s. A
 * session lives for hours, so user-service is asked about it every 5 s; while that cannot be asked, its signature counts.
 */
export class Callers {
  readonly #access: AccessTokens;
  readonly #askSession: AskSession;
  readonly #verified = new Map<string, { caller: Caller; until: number }>();

  constructor(access: AccessTokens, askSession: AskSession) {
    this.#access = access;
    this.#askSession = askSession;
  }

  /**
   * What is not valid is a problem only for routes that need a user. A bearer token goes before a cookie. Answers at once
   * when nothing must be asked or verified. Never rejects because of what was shown.
   */
  identify(ctx: Context): Identity | Promise<Identity> {
    const authorization = ctx.get('authorization');
    const cookie = authorization ? undefined : ctx.cookies.get(SESSION_COOKIE);
    if (!authorization && !cookie) return { caller: NOBODY, by: 'nothing' };
    const by = cookie ? 'cookie' : 'bearer';
    const token = cookie ?? /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) return { caller: NOBODY, by, problem: noBearer() };
    const kept = this.#verified.get(token);
    return kept && kept.until > steadyNow() ? { caller: kept.caller, by } : this.#identifyBy(token, by);
  }

  /** Believes nothing of a token any more that was verified before: its session is being ended. */
  forget(token: string): void {
    this.#verified.delete(token);
  }

  async #identifyBy(token: string, by: Identity['by']): Promise<Identity> {
    try {
      return { caller: await this.#verify(token), by };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { caller: NOBODY, by, problem: error };
    }
  }

  async #verify(token: string): Promise<Caller> {
    this.#verified.delete(token);
    const signed = await this.#access.verify(token);
    const { exp = 0, sid } = jwt.decode(token) as jwt.JwtPayload;
    const caller = sid === undefined ? signed : ((await this.#askSession(token)) ?? signed);
    if (this.#verified.size >= MOST_KEPT) this.#verified.clear();
    const trust = sid === undefined ? TRUST_MS : SESSION_TRUST_MS;
    this.#verified.set(token, { caller, until: steadyNow() + Math.min(exp * 1000 - Date.now(), trust) });
    return caller;
  }
}

const noBearer = () =>
  new Problem(401, 'UNAUTHENTICATED', {
    detail: 'Send the access token as Authorization: Bearer <token>.',
    headers: { 'www-authenticate': 'Bearer' },
  });
