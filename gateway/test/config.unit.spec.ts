import { readFileSync } from 'node:fs';
import { ConfigError } from '@shop/common/config/config';
import { expect } from 'chai';
import { readGatewayConfig } from '../dist/config.js';
import { environment } from './support/gateway.js';

const url = 'http://127.0.0.1:1';
const good = environment('redis://127.0.0.1:1', {
  users: url,
  orders: `${url},http://orders:80`,
  payments: url,
  sagas: url,
});

describe("the gateway's environment", () => {
  it('is read with defaults', () => {
    const config = readGatewayConfig({ ...good, RATE_LIMIT: '', TRUSTED_PROXIES: '10.0.0.0/8, ::1' });
    expect(config).to.deep.include({
      ORDER_SERVICE_URLS: [url, 'http://orders:80'],
      RATE_LIMIT: true,
      RATE_LIMIT_REQUESTS: 600,
      RATE_LIMIT_LOGINS: 30,
      RATE_LIMIT_WEBHOOKS: 6_000,
      BODY_LIMIT_BYTES: 1_048_576,
      TRUSTED_PROXIES: ['10.0.0.0/8', '::1'],
      CORS_ORIGINS: [],
      ACCESS_LOG_SAMPLE: 1,
      IDEMPOTENCY_KEYS: 'optional',
    });
  });

  const bad: [string, Record<string, string>][] = [
    ['TRUSTED_PROXIES', { TRUSTED_PROXIES: '10.0.0.0/33' }],
    ['IDEMPOTENCY_KEYS', { IDEMPOTENCY_KEYS: 'always' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'https://shop.example/path' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'ftp://shop.example' }],
    ['ACCESS_LOG_SAMPLE', { ACCESS_LOG_SAMPLE: '2' }],
    ['ORDER_SERVICE_URLS', { ORDER_SERVICE_URLS: '127.0.0.1:3002' }],
    ['TLS_KEY_FILE', { TLS_CERT_FILE: '/x' }],
    ['HTTP_REDIRECT_PORT', { HTTP_REDIRECT_PORT: '80' }],
    ['HTTPS_PORT', { HTTPS_PORT: '443' }],
  ];
  for (const [name, env] of bad)
    it(`is refused for a bad ${name}`, () => {
      expect(() => readGatewayConfig({ ...good, ...env })).to.throw(ConfigError, name);
    });

  it('names every bad variable at once', () => {
    expect(() => readGatewayConfig({ PORT: 'x' })).to.throw(
      ConfigError,
      /PORT.*INTERNAL_TOKEN_SECRET.*REDIS_URL.*USER_SERVICE_URLS/,
    );
  });

  it('names combinations that are invalid beside single variables', () => {
    const env = { ...good, PORT: 'x', TLS_CERT_FILE: '/x' };
    expect(() => readGatewayConfig(env)).to.throw(ConfigError, /PORT.*TLS_CERT_FILE and TLS_KEY_FILE/);
  });

  it('is complete in .env.example, whose values are valid', () => {
    const lines = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n');
    const example = Object.fromEntries(lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/=(.*)/s)));
    const config = readGatewayConfig(example as NodeJS.ProcessEnv);
    // a variable that is commented out has its default
    const named = lines.flatMap((line) => /^(?:# )?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? []);
    expect(named).to.include.members(Object.keys(config));
  });
});
