import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNTS } from '@shop/protos/system';
import { SESSION_HEADER, type Role } from '@shop/common/auth/callers';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { ACCOUNT_PATH } from '@shop/common/auth/current-accounts';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { startApp, type ProviderApp } from '../dist/app.js';
import { readProviderConfig } from '../dist/config.js';

const SECRET = 'test-only-internal-token-secret-of-40-characters';
const WEBHOOK_SECRET = 'test-only-webhook-secret-of-32-characters';

const CALLS = [
  ['/tokens', { number: '4242424242424242', expiry: '12/40', cvv: '987' }],
  ['/tokens/detach', { token: 't' }],
  ['/charges', { reference: 'r', token: 't', amountMinor: 1, currency: 'USD' }],
  ['/charges/r/capture', {}],
  ['/charges/r/void', { currency: 'USD' }],
  ['/charges/r/refunds', { amountMinor: 1 }],
  ['/charges/lookup', { references: ['r'] }],
  ['/charges/list', { since: '2026-01-01T00:00:00.000Z', after: 0 }],
  ['/charges/r/refunds', { malformed: true }],
] as const;

describe('the built-in provider', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let keys: Server;
  let dir: string;
  let provider: ProviderApp;
  before(async () => {
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' };
    keys = createServer(({ url, headers }, response) => {
      if (url !== ACCOUNT_PATH) return response.end(JSON.stringify({ keys: [jwk] }));
      const { sub: userId, role } = jwt.decode(String(headers[SESSION_HEADER])) as jwt.JwtPayload;
      return response.end(JSON.stringify({ userId, role }));
    });
    await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
    dir = await mkdtemp(join(tmpdir(), 'provider-'));
    const config = readProviderConfig({
      NODE_ENV: 'test',
      PORT: '0',
      INTERNAL_TOKEN_SECRET: SECRET,
      PROVIDER_WEBHOOK_SECRET: WEBHOOK_SECRET,
      FAULT_INJECTION: 'on',
      DATA_FILE: join(dir, 'provider.jsonl'),
      JWKS_URLS: `http://127.0.0.1:${(keys.address() as AddressInfo).port}`,
    });
    provider = await startApp(config, silentLogger());
  });
  after(async () => {
    await provider.close();
    keys.close();
    await rm(dir, { recursive: true, force: true });
  });

  const bearer = (role: Role) => {
    const token = jwt.sign({ sub: 'ann', role }, privateKey, {
      algorithm: ACCOUNTS.algorithm,
      issuer: ACCOUNTS.issuer,
      audience: ACCOUNTS.audience,
      keyid: 'k1',
      expiresIn: 60,
    });
    return { authorization: `Bearer ${token}` };
  };
  const internal = (process: string, claims = {}) => ({
    [INTERNAL_HEADER]: new InternalTokens(process, SECRET).issue('payment-provider', claims),
  });
  const post = async (path: string, body: unknown, headers: Record<string, string>) => {
    const answer = await fetch(`http://127.0.0.1:${provider.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': path, ...headers },
      body: JSON.stringify(body),
    });
    return answer.status;
  };

  for (const [path, body] of CALLS)
    it(`opens ${path} with ${Object.keys(body).join()} to payment-service only, not to a user, an administrator or the gateway`, async () => {
      for (const headers of [
        {},
        bearer('user'),
        bearer('admin'),
        internal('gateway', { sub: 'ann', role: 'admin' }),
        internal('gateway'),
        internal('payment-service', { sub: 'ann' }),
      ])
        expect(await post(path, body, headers)).to.equal(401);
      expect(await post(path, body, internal('payment-service'))).not.to.equal(401);
    });

  for (const [path, body, done] of [
    ['/faults', { at: 'provider.books.before', do: 'error' }, 201],
    ['/faults/charges', { amount: 10, currency: 'KRW' }, 201],
    ['/faults/charges', { amount: 0.5, currency: 'KRW' }, 422],
    ['/faults/disputes/none', { status: 'WON' }, 404],
  ] as const)
    it(`accepts ${path} with ${JSON.stringify(body)} from administrators only`, async () => {
      expect(await post(path, body, {})).to.equal(401);
      expect(await post(path, body, bearer('user'))).to.equal(403);
      expect(await post(path, body, internal('payment-service'))).to.be.oneOf([401, 403]);
      expect(await post(path, body, bearer('admin'))).to.equal(done);
    });
});
