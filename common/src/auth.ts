import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { directGet } from './direct-get.js';
import { Problem, unavailable } from './errors.js';
import { secretsOf } from './secrets.js';
import { seconds, steadyNow } from './time.js';

/** Issuer and audience of access tokens. */
export const ACCESS = { issuer: 'shop', audience: 'shop-api', algorithm: 'ES256' } as const;
/** The header that carries the internal token between processes. */
export const INTERNAL_HEADER = 'x-internal-token';
/** The header in which the gateway shows user-service a browser's session. */
export const SESSION_HEADER = 'x-session-token';

/** What `www-authenticate` says when it is the caller's internal token that is refused, not its user's. */
export const INTERNAL_CHALLENGE = 'Internal';

/** A `viewer` looks at what administrators look at, except accounts and customers' orders, and changes nothing. */
export const ROLES = ['user', 'viewer', 'admin'] as const;
export type Role = (typeof ROLES)[number];
/** Who may make a call; `viewer` stands for administrators as well. */
export type Who = 'anyone' | Role;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True for a request by this method that may change something. */
export const isChanging = (method: string): boolean => !SAFE.has(method);

/** The role that a token names; what it does not know counts as a user. */
export const roleOf = (claimed: unknown): Role => ROLES.find((role) => role === claimed) ?? 'user';

/** Who asks: a user (by access token, or vouched for by the gateway), or a process of ours on nobody's behalf. */
export interface Caller {
  readonly userId: string | null;
  readonly role: Role | 'anonymous';
  /** The client's address, when the gateway vouches for it. */
  readonly address?: string;
  /** The process that vouches; undefined for a bare access token. */
  readonly process?: string;
}

/** What an access token or a page's session says of its holder, as it was when it was signed. */
export interface Claims {
  readonly userId: string;
  readonly role: Role;
  readonly expiresAt: Date;
  /** The browser's session that it stands for; an access token has none. */
  readonly sessionId?: string;
}

/** What checks tokens by their signature alone. */
export interface TokenReader {
  /** Signature, key id, algorithm, issuer, audience and expiry checked. Throws 401; 503 when that cannot be checked. */
  read(token: string): Promise<Claims>;
}

export const unauthenticated = (detail: string) =>
  new Problem(401, 'UNAUTHENTICATED', { detail, headers: { 'www-authenticate': 'Bearer' } });

interface InternalClaims {
  /** The user on whose behalf, if any. */
  readonly sub?: string;
  readonly role?: Role;
  readonly ip?: string;
}

/**
 * Makes and checks the short-lived tokens (HS256, 60 s, one audience) that our processes show each other. None is shown for
 * longer than half of its life, so the clocks of two machines may differ by 30 s.
 */
export class InternalTokens {
  // key objects: for a text jsonwebtoken tries at every call whether it is a public key, which is dear
  readonly #secrets: readonly [KeyObject, ...KeyObject[]];
  readonly #self: string;
  readonly #made = new Map<string, { token: string; until: number }>();
  /** Callers show the same token again and again; what was checked once holds until it expires. */
  readonly #checked = new Map<string, { caller: Caller; until: number }>();

  /**
   * `self` is this process's name: the issuer of what it makes and the only audience that it takes. Of several secrets,
   * comma separated, the first signs and all are taken, so that they can be exchanged one process after the other.
   */
  constructor(self: string, secrets: string) {
    this.#self = self;
    const [first, ...others] = secretsOf(secrets).map((secret) => createSecretKey(Buffer.from(secret)));
    this.#secrets = [first!, ...others];
  }

  /** A token for `audience`, reused for half of its life. */
  issue(audience: string, claims: InternalClaims = {}): string {
    const key = `${audience}|${claims.sub ?? ''}|${claims.role ?? ''}|${claims.ip ?? ''}`;
    // a clock that is set back must not make us show what has ended for everybody else
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

  /** True for a token that `verify` takes. */
  recognises(token: string): boolean {
    try {
      this.verify(token);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Who vouches and for whom. Throws 401 for anything missing, expired, without end, meant for another, or signed
   * otherwise.
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
        // the library checks an expiry that is there, and does not ask for one
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

/** Checks access tokens offline with the keys of user-service's JWKS, which it keeps and fetches again for an unknown key id. */
export class AccessTokens implements TokenReader {
  readonly #urls: readonly string[];
  readonly #internal: InternalTokens;
  #keys = new Map<string, KeyObject>();
  #fetchedAt = -Infinity;
  #fetching: Promise<void> | undefined;

  constructor(urls: readonly string[], internal: InternalTokens) {
    this.#urls = urls;
    this.#internal = internal;
  }

  /** Throws 401 when it is not valid, 503 when no key could be fetched. */
  async read(token: string): Promise<Claims> {
    const header = jwt.decode(token, { complete: true })?.header;
    if (!header?.kid || header.alg !== ACCESS.algorithm)
      throw unauthenticated('The access token is not valid; log in again.');
    const key = await this.#key(header.kid);
    if (!key) throw unauthenticated('The access token is signed with a key that is not ours; log in again.');
    try {
      const claims = jwt.verify(token, key, {
        algorithms: [ACCESS.algorithm],
        issuer: ACCESS.issuer,
        audience: ACCESS.audience,
      }) as jwt.JwtPayload;
      if (!claims.sub || !claims.exp) throw unauthenticated('The access token names nobody; log in again.');
      return claimsOf(claims as { sub: string; exp: number });
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw unauthenticated(
        error instanceof jwt.TokenExpiredError
          ? 'The access token has expired; refresh it or log in again.'
          : 'The access token is not valid; log in again.',
      );
    }
  }

  async #key(kid: string): Promise<KeyObject | undefined> {
    // an unknown id may be a rotated key, but strangers must not make us fetch at their pace
    if (!this.#keys.has(kid) && steadyNow() - this.#fetchedAt > 5_000)
      await (this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined)));
    return this.#keys.get(kid);
  }

  async #fetch(): Promise<void> {
    let last: unknown;
    for (const base of this.#urls) {
      try {
        const { status, body } = await directGet(new URL('/.well-known/jwks.json', base), {
          headers: { [INTERNAL_HEADER]: this.#internal.issue('user-service') },
          signal: AbortSignal.timeout(2000),
        });
        if (status !== 200) throw new Error(`JWKS answered ${status}`);
        const { keys } = JSON.parse(body) as { keys: (JsonWebKey & { kid: string })[] };
        this.#keys = new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
        this.#fetchedAt = steadyNow();
        return;
      } catch (error) {
        last = error;
      }
    }
    if (this.#keys.size === 0)
      throw unavailable('The keys that verify access tokens cannot be fetched; try again shortly.', last);
  }
}

/** Throws 401 unless this process of ours calls, on its own behalf. */
export function requireProcess({ process, userId }: Caller, name: string): void {
  if (process !== name || userId !== null) throw unauthenticated(`This address is for ${name} only.`);
}

/** What the claims of a checked token say. */
export const claimsOf = (claims: { sub: string; exp: number; role?: unknown; sid?: unknown }): Claims => ({
  userId: claims.sub,
  role: roleOf(claims.role),
  expiresAt: new Date(claims.exp * 1000),
  ...(typeof claims.sid === 'string' ? { sessionId: claims.sid } : {}),
});

/** Throws 401 without a user, 403 FORBIDDEN when the caller's role is not enough. */
export function authorize(caller: Caller, who: Who): void {
  if (who === 'anyone') return;
  if (caller.userId === null)
    throw unauthenticated('Log in first: send the access token as Authorization: Bearer <token>.');
  if (who === 'user' || caller.role === 'admin') return;
  if (who === 'viewer' && caller.role === 'viewer') return;
  throw new Problem(403, 'FORBIDDEN', { detail: 'Only an administrator may do this.' });
}
