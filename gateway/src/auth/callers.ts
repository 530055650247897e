import { isChanging, type Caller, type Claims, type TokenReader, type Who } from '@shop/common/auth/callers';
import type { CurrentAccounts } from '@shop/common/auth/current-accounts';
import { Problem } from '@shop/common/errors';
import { steadyNow } from '@shop/common/time';
import type { Context } from 'koa';
import type { DisabledAccounts } from './disabled-accounts.js';

/** Who sent a request, and by which kind of credential. */
export interface Identity {
  readonly caller: Caller;
  readonly by: 'bearer' | 'cookie' | 'nothing';
  /** Why the credential is invalid or cannot be checked; the caller then counts as anonymous. */
  readonly problem?: Problem;
}

/** The cookie that user-service sets for the pages. */
export const SESSION_COOKIE = 'session';
const TRUST_MS = 30_000;
const MOST_KEPT = 10_000;
const NOBODY: Caller = { userId: null, role: 'anonymous' };

/** What identifies the sender of a request. */
export interface CallersOptions {
  readonly tokens: TokenReader;
  readonly accounts: CurrentAccounts;
  readonly disabled: DisabledAccounts;
}

/**
 * Identifies the sender of a request by bearer token or session cookie. Verified signatures are trusted for 30 s. Sessions, and tokens of
 * callers with more rights than a customer, are also checked with user-service: for every change, and for a read unless the last check is
 * at most five seconds old (decision 0021).
 */
export class Callers {
  readonly #options: CallersOptions;
  readonly #verified = new Map<string, { claims: Claims; until: number }>();

  constructor(options: CallersOptions) {
    this.#options = options;
  }

  /**
   * An invalid credential is a problem only for routes that need a user. A bearer token takes precedence over a cookie. Synchronous when
   * nothing has to be requested or verified. Never rejects because of the credential.
   */
  identify(ctx: Context): Identity | Promise<Identity> {
    const authorization = ctx.get('authorization');
    const cookie = authorization ? undefined : ctx.cookies.get(SESSION_COOKIE);
    if (!authorization && !cookie) return { caller: NOBODY, by: 'nothing' };
    const by = cookie ? 'cookie' : 'bearer';
    const token = cookie ?? /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) return { caller: NOBODY, by, problem: noBearer() };
    const kept = this.#verified.get(token);
    if (!kept || kept.until <= steadyNow() || isAskedAbout(kept.claims)) return this.#identifyBy(token, by, ctx.method);
    try {
      return { caller: this.#customer(kept.claims), by };
    } catch (error) {
      return refusedBy(error, by);
    }
  }

  /**
   * False once the sender of an earlier request has lost the rights that it had: its account is disabled, its session has ended, or it has
   * another role. Of an access token for what customers may see, only the account is checked: the token may expire meanwhile. True while
   * it cannot be checked. Never rejects.
   */
  async stillHolds(ctx: Context, { userId, role }: Caller, who: Who): Promise<boolean> {
    try {
      if (ctx.get('authorization') && who === 'user') {
        this.#options.disabled.refuse(userId!);
        return true;
      }
      const { caller, problem } = await this.identify(ctx);
      if (problem) throw problem;
      return caller.userId === userId && caller.role === role;
    } catch (error) {
      return (error as Partial<Problem>).status !== 401;
    }
  }

  /** Forgets that a token was verified: its session is being ended. */
  forget(token: string): void {
    this.#verified.delete(token);
    this.#options.accounts.forget(token);
  }

  async #identifyBy(token: string, by: Identity['by'], method: string): Promise<Identity> {
    const { accounts } = this.#options;
    try {
      const claims = await this.#read(token);
      if (!isAskedAbout(claims)) {
        await this.#options.disabled.known();
        return { caller: this.#customer(claims), by };
      }
      return { caller: await (isChanging(method) ? accounts.now(token) : accounts.recent(token)), by };
    } catch (error) {
      return refusedBy(error, by);
    }
  }

  #customer({ userId, role }: Claims): Caller {
    this.#options.disabled.refuse(userId);
    return { userId, role };
  }

  async #read(token: string): Promise<Claims> {
    const kept = this.#verified.get(token);
    if (kept && kept.until > steadyNow()) return kept.claims;
    this.#verified.delete(token);
    const claims = await this.#options.tokens.read(token);
    if (this.#verified.size >= MOST_KEPT) this.#verified.clear();
    const left = claims.expiresAt.getTime() - Date.now();
    this.#verified.set(token, { claims, until: steadyNow() + Math.min(left, TRUST_MS) });
    return claims;
  }
}

const isAskedAbout = ({ sessionId, role }: Claims): boolean => sessionId !== undefined || role !== 'user';

function refusedBy(error: unknown, by: Identity['by']): Identity {
  if (!(error instanceof Problem)) throw error;
  return { caller: NOBODY, by, problem: error };
}

const noBearer = () =>
  new Problem(401, 'UNAUTHENTICATED', {
    detail: 'Send the access token as Authorization: Bearer <token>.',
    headers: { 'www-authenticate': 'Bearer' },
  });
