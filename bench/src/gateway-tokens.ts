import { generateKeyPairSync, sign } from 'node:crypto';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Access tokens of several users, as user-service issues them (ES256, 1 h), and the key set that verifies them. */
export function accessTokens(count: number): { jwks: object; of(index: number): string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = 'bench';
  const now = Math.floor(Date.now() / 1000);
  const tokens = Array.from({ length: count }, (_, index) => {
    const claims = { sub: `user-${index}`, role: 'user', iss: 'shop', aud: 'shop-api', iat: now, exp: now + 3600 };
    const signed = `${part({ alg: 'ES256', typ: 'JWT', kid })}.${part(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  });
  return {
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }] },
    of: (index) => tokens[index % count]!,
  };
}
