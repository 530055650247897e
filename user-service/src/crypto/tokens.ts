import { ACCOUNTS } from '@shop/protos/system';
import { claimsOf, type Claims, type Role, type TokenReader } from '@shop/common/auth/callers';
import jwt from 'jsonwebtoken';
import type { KeyRing } from '../data/key-ring.js';
import { ACCESS_TOKEN_LIFE, SESSION_LIFE } from '../domain/lifetimes.js';
import { badAccessToken } from '../domain/refusals.js';

/** Signs access tokens and session cookies, and verifies them with the same keys, so that this process asks no other. */
export class Tokens implements TokenReader {
  readonly #keys: KeyRing;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /** An access token, valid for ACCESS_TOKEN_LIFE. */
  issueAccess(user: { id: string; role: Role }): string {
    return this.#sign(user, ACCESS_TOKEN_LIFE);
  }

  /** The value of a session cookie, valid for SESSION_LIFE. */
  issueSession(user: { id: string; role: Role }, sessionId: string): string {
    return this.#sign(user, SESSION_LIFE, { sid: sessionId });
  }

  /** Signature, key id, algorithm, issuer, audience and expiry checked. Throws 401. */
  async read(token: string): Promise<Claims> {
    const header = jwt.decode(token, { complete: true })?.header;
    const key =
      header?.kid && header.alg === ACCOUNTS.algorithm ? await this.#keys.verificationKey(header.kid) : undefined;
    if (!key) throw badAccessToken();
    try {
      const claims = jwt.verify(token, key, {
        algorithms: [ACCOUNTS.algorithm],
        issuer: ACCOUNTS.issuer,
        audience: ACCOUNTS.audience,
      }) as jwt.JwtPayload;
      if (!claims.sub || !claims.exp) throw badAccessToken();
      return claimsOf(claims as { sub: string; exp: number });
    } catch {
      throw badAccessToken();
    }
  }

  #sign({ id, role }: { id: string; role: Role }, life: number, more: { sid?: string } = {}): string {
    const { kid, privateKey } = this.#keys.signingKey();
    return jwt.sign({ role, ...more }, privateKey, {
      algorithm: ACCOUNTS.algorithm,
      keyid: kid,
      subject: id,
      issuer: ACCOUNTS.issuer,
      audience: ACCOUNTS.audience,
      expiresIn: life / 1000,
    });
  }
}
