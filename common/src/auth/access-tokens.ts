import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { ACCOUNTS } from '@shop/protos/system';
import jwt from 'jsonwebtoken';
import { Problem, unavailable } from '../errors.js';
import { directGet } from '../http/direct-get.js';
import { steadyNow } from '../time.js';
import { claimsOf, unauthenticated, type Claims, type TokenReader } from './callers.js';
import { INTERNAL_HEADER, type InternalTokens } from './internal-tokens.js';

/** Checks access tokens offline with the keys of the issuer's JWKS. The keys are cached, and fetched again for an unknown key id. */
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
    if (!header?.kid || header.alg !== ACCOUNTS.algorithm)
      throw unauthenticated('The access token is not valid; log in again.');
    const key = await this.#key(header.kid);
    if (!key) throw unauthenticated('The access token is signed with a key that is not ours; log in again.');
    try {
      const claims = jwt.verify(token, key, {
        algorithms: [ACCOUNTS.algorithm],
        issuer: ACCOUNTS.issuer,
        audience: ACCOUNTS.audience,
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
    // an unknown id may be a rotated key, but anonymous callers must not decide how often we fetch
    if (!this.#keys.has(kid) && steadyNow() - this.#fetchedAt > 5_000)
      await (this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined)));
    return this.#keys.get(kid);
  }

  async #fetch(): Promise<void> {
    let last: unknown;
    for (const base of this.#urls) {
      try {
        const { status, body } = await directGet(new URL('/.well-known/jwks.json', base), {
          headers: { [INTERNAL_HEADER]: this.#internal.issue(ACCOUNTS.process) },
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
