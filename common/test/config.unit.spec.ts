import { expect } from 'chai';
import { ConfigError, readConfig, serviceShape } from '../src/config.js';

const good = {
  NODE_ENV: 'production',
  INTERNAL_TOKEN_SECRET: 'a'.repeat(40),
  MONGODB_URI: 'mongodb://shop:real@db/orders',
  REDIS_URL: 'redis://:real@redis:6379',
  JWKS_URLS: 'http://users:3001,http://users-2:3001',
};
const read = (env: Record<string, string>) => readConfig(serviceShape(3002, 50052), { ...good, ...env });

describe('the environment of a service', () => {
  it('is read and typed, with defaults for what may be left out', () =>
    expect(read({})).to.deep.include({
      PORT: 3002,
      HOST: '127.0.0.1',
      FAULT_INJECTION: false,
      JWKS_URLS: ['http://users:3001', 'http://users-2:3001'],
    }));

  it('names every bad variable at once', () =>
    expect(() => read({ PORT: 'x', MONGODB_URI: '', JWKS_URLS: 'users' }))
      .to.throw(ConfigError)
      .with.property('message')
      .that.matches(/PORT.*MONGODB_URI.*JWKS_URLS/));

  for (const [name, value] of [
    ['INTERNAL_TOKEN_SECRET', 'development-only-internal-token-secret'],
    ['MONGODB_URI', 'mongodb://shop:development-only-password@db/orders'],
    ['REDIS_URL', 'redis://:development-only-password@redis:6379'],
    ['FAULT_INJECTION', 'on'],
  ] as const)
    it(`refuses ${name}=${value} in production, and takes it in development`, () => {
      expect(() => read({ [name]: value })).to.throw(ConfigError, name);
      expect(() => read({ [name]: value, NODE_ENV: 'development' })).not.to.throw();
    });
});
