import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { ACCOUNTS } from '@shop/protos/system';
import { type Role } from '@shop/common/auth/callers';
import jwt from 'jsonwebtoken';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const kid = 'test-key';

/** The key set that user-service would publish. */
export const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }] };

/** An access token as user-service makes it. */
export const tokenOf = (sub: string = randomUUID(), role: Role = 'user', expiresIn = 600): string =>
  jwt.sign({ role }, privateKey, {
    algorithm: 'ES256',
    keyid: kid,
    subject: sub,
    issuer: ACCOUNTS.issuer,
    audience: ACCOUNTS.audience,
    expiresIn,
  });

/** Headers with a bearer token. */
export const bearer = (token: string = tokenOf()): { authorization: string } => ({ authorization: `Bearer ${token}` });
