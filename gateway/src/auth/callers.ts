import { isChanging, type Caller, type Claims, type TokenReader } from '@shop/common/auth/callers';
import type { CurrentAccounts } from '@shop/common/auth/current-accounts';
import { Problem } from '@shop/common/errors';
import { steadyNow } from '@shop/common/time';
import type { Context } from 'koa';
import type { DisabledAccounts } from './disabled-accounts.js';

/** Who sent a request, and how it was shown. */
export interface Identity {
  readonly caller: Caller;
  readonly by: 'bearer' | 'cookie' | 'nothing';
  /** Why what was shown is not valid, or cannot be told to be; the caller counts as nobody then. */
  readonly problem?: Problem;
}

/** The cookie that user-service sets for the pages. */
export const SESSION_COOKIE = 'session';
const TRUST_MS = 30_000;
const MOST_KEPT = 10_000;
const NOBODY: Caller = { userId: null, role: 'anonymous' };

/** What tells who sends a request. */
export interface CallersOptions {
  readonly tokens: TokenReader;
  readonly accounts: CurrentAccounts;
  readonly disabled: DisabledAccounts;
}

/**
 * Tells who sends a request, by bearer token or session cookie. Signatures that were verified are trusted for 30 s. Of
 * sessions, and of tokens of anyone with more rights than a customer, user-service is asked: again for a change, at most
 * five seconds ago for a read (decision 0021).
 */
export class Callers {
  readonly #options: CallersOptions;
  readonly #verified = new Map<string, { claims: Claims; until: number }>();

  constructor(options: CallersOptions) {
    this.#options = options;
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
    if (!kept || kept.until <= steadyNow() || isAskedAbout(kept.claims)) return this.#identifyBy(token, by, ctx.method);
    try {
      return { caller: this.#customer(kept.claims), by };
    } catch (error) {
      return refusedBy(error, by);
    }
  }

  /** Forgets that a token was verified before: its session is being ended. */
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
