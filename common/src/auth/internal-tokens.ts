import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { Problem } from '../errors.js';
import { seconds, steadyNow } from '../time.js';
import { unauthenticated, type Caller, type Role } from './callers.js';
import { INTERNAL_CHALLENGE } from './internal-challenge.js';
import { secretsOf } from './secrets.js';

/** The header that carries the internal token between processes. */
export const INTERNAL_HEADER = 'x-internal-token';

interface InternalClaims {
  /** The user on whose behalf, if any. */
  readonly sub?: string;
  readonly role?: Role;
  readonly ip?: string;
}

/**
 * Issues and verifies the short-lived tokens (HS256, 60 s, one audience) that our processes send each other. A token is sent for at most
 * half of its lifetime, so the clocks of two machines may differ by 30 s.
 */
export class InternalTokens {
  // key objects: given a string, jsonwebtoken parses the key again on every call, which is expensive
  readonly #secrets: readonly [KeyObject, ...KeyObject[]];
  readonly #self: string;
  readonly #made = new Map<string, { token: string; until: number }>();
  /** Callers send the same token many times; a verified token is cached until it expires. */
  readonly #checked = new Map<string, { caller: Caller; until: number }>();

  /**
   * `self` is this process's name: the issuer of its tokens and the only audience that it accepts. Of several secrets, comma separated, the
   * first signs and all are accepted, so that they can be replaced one process after the other.
   */
  constructor(self: string, secrets: string) {
    this.#self = self;
    const [first, ...others] = secretsOf(secrets).map((secret) => createSecretKey(Buffer.from(secret)));
    this.#secrets = [first!, ...others];
  }

  /** A token for `audience`, reused for half of its lifetime. */
  issue(audience: string, claims: InternalClaims = {}): string {
    const key = `${audience}|${claims.sub ?? ''}|${claims.role ?? ''}|${claims.ip ?? ''}`;
    // by the steady clock: when the time of day is set back, we must not send a token that has expired for everybody else
    const now = steadyNow();
    const made = this.#made.get(key);
    if (made && made.until > now) return made.token;
    if (this.#made.size > 5000) this.#made.clear();
    const token = jwt.sign({ ...claims }, this.#secrets[0], {
      algorithm: 'HS256',
      issuer: this.#self,
      audience,
      expiresIn: 60,
    });
    this.#made.set(key, { token, until: now + 30_000 });
    return token;
  }

  /** True for a token that `verify` accepts. */
  recognises(token: string): boolean {
    try {
      this.verify(token);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * The calling process, and the user on whose behalf it calls. Throws 401 for a token that is missing, expired, without an expiry, for
   * another audience, or signed with another secret.
   */
  verify(token: string | undefined): Caller {
    if (!token) throw unauthenticated('This address is for the processes of this system; come through the gateway.');
    const before = this.#checked.get(token);
    if (before && before.until > steadyNow()) return before.caller;
    try {
      const claims = this.#claims(token);
      const caller: Caller = {
        userId: claims.sub ?? null,
        role: claims.sub ? (claims.role ?? 'user') : 'anonymous',
        process: claims.iss,
        ...(claims.ip ? { address: claims.ip } : {}),
      };
      if (this.#checked.size >= 5000) this.#checked.clear();
      const left = claims.exp * 1000 - Date.now();
      this.#checked.set(token, { caller, until: steadyNow() + left });
      return caller;
    } catch (error) {
      const headers = { 'www-authenticate': INTERNAL_CHALLENGE };
      throw new Problem(401, 'UNAUTHENTICATED', { detail: whyNot(error), headers, cause: error });
    }
  }

  #claims(token: string): InternalClaims & { readonly iss: string; readonly exp: number } {
    let last: unknown;
    for (const secret of this.#secrets)
      try {
        const claims = jwt.verify(token, secret, {
          algorithms: ['HS256'],
          audience: this.#self,
        }) as jwt.JwtPayload;
        const { iss, exp } = claims;
        // the library checks an expiry, but does not require one
        if (iss === undefined || exp === undefined)
          throw new Error('it says neither who made it nor until when it holds');
        return { ...(claims as InternalClaims), iss, exp };
      } catch (error) {
        last = error;
      }
    throw last;
  }
}

function whyNot(error: unknown): string {
  if (!(error instanceof jwt.TokenExpiredError)) return 'The internal token is not valid here.';
  const ago = Math.round((Date.now() - error.expiredAt.getTime()) / seconds(1));
  return `The internal token ended ${ago} s ago by this machine's clock: set the machines' clocks right.`;
}
