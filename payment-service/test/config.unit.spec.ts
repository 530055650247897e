import { ConfigError } from '@shop/common/config/config';
import { expect } from 'chai';
import { readServiceConfig } from '../dist/config.js';

const env = {
  MONGODB_URI: 'mongodb://127.0.0.1/payments',
  REDIS_URL: 'redis://127.0.0.1',
  JWKS_URLS: 'http://127.0.0.1:3001',
  ORDER_SERVICE_GRPC_URLS: '127.0.0.1:50052,127.0.0.1:50062',
  SAGA_ORCHESTRATOR_GRPC_URLS: '127.0.0.1:50054',
  PROVIDER_URL: 'http://127.0.0.1:3005',
  INTERNAL_TOKEN_SECRET: 'development-only-internal-token-secret',
  PROVIDER_WEBHOOK_SECRET: 'development-only-provider-webhook-secret',
};

describe('the environment of payment-service', () => {
  it('has the ports of the contract and the built-in provider by default', () => {
    expect(readServiceConfig(env)).to.deep.include({
      PORT: 3003,
      GRPC_PORT: 50053,
      PAYMENT_PROVIDER: 'simulated',
      ORDER_SERVICE_GRPC_URLS: ['127.0.0.1:50052', '127.0.0.1:50062'],
    });
  });
  it('requires what the chosen provider needs, and names everything that is missing', () => {
    const { PROVIDER_URL: _, REDIS_URL: __, ...less } = env;
    expect(() => readServiceConfig(less)).to.throw(ConfigError, /REDIS_URL.*PROVIDER_URL/);
    expect(() => readServiceConfig({ ...less, REDIS_URL: env.REDIS_URL, PAYMENT_PROVIDER: 'stripe' })).to.throw(
      ConfigError,
      /STRIPE_SECRET_KEY/,
    );
  });
  it('accepts only rules that name configured providers', () => {
    const key = { STRIPE_SECRET_KEY: 'sk_test_0123456789abcdef' };
    expect(readServiceConfig({ ...env, ...key, PAYMENT_RULES: 'KRW=stripe,5%=simulated' }).PAYMENT_RULES).to.deep.equal(
      [
        { currency: 'KRW', provider: 'stripe' },
        { percent: 5, provider: 'simulated' },
      ],
    );
    expect(readServiceConfig(env).PAYMENT_RULES).to.deep.equal([]);
    for (const [rules, message] of [
      [
        'KRW=stripe',
        /PAYMENT_RULES names stripe, which is not configured: simulated needs PROVIDER_URL, stripe needs STRIPE_SECRET_KEY/,
      ],
      ['KRW=toss', /PAYMENT_RULES names toss/],
      ['KRW', /PAYMENT_RULES.*"KRW" is not a valid rule/],
    ] as const)
      expect(() => readServiceConfig({ ...env, PAYMENT_RULES: rules })).to.throw(ConfigError, message);
    const production = { NODE_ENV: 'production', INTERNAL_TOKEN_SECRET: 'a'.repeat(40) };
    const stripe = {
      ...env,
      ...key,
      ...production,
      PROVIDER_WEBHOOK_SECRET: 'b'.repeat(40),
      PAYMENT_PROVIDER: 'stripe',
    };
    expect(() => readServiceConfig({ ...stripe, PAYMENT_RULES: 'visa=simulated' })).to.throw(
      ConfigError,
      /names simulated, which is not configured/,
    );
  });
  it('refuses development secrets and the simulated provider in production, in one message', () => {
    expect(() => readServiceConfig({ ...env, NODE_ENV: 'production' })).to.throw(
      ConfigError,
      /INTERNAL_TOKEN_SECRET.*PROVIDER_WEBHOOK_SECRET.*ALLOW_SIMULATED_PAYMENTS/,
    );
  });
  it('refuses the simulated provider in production unless the environment declares a demonstration', () => {
    const own = { INTERNAL_TOKEN_SECRET: 'a'.repeat(40), PROVIDER_WEBHOOK_SECRET: 'b'.repeat(40) };
    const production = { ...env, ...own, NODE_ENV: 'production' };
    expect(() => readServiceConfig(production)).to.throw(ConfigError, /ALLOW_SIMULATED_PAYMENTS=on/);
    expect(readServiceConfig({ ...production, ALLOW_SIMULATED_PAYMENTS: 'on' }).PAYMENT_PROVIDER).to.equal('simulated');
    const stripe = { PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'sk_live_0123456789abcdef' };
    expect(readServiceConfig({ ...production, ...stripe }).PAYMENT_PROVIDER).to.equal('stripe');
    for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_KEY'])
      expect(() => readServiceConfig({ ...production, ...stripe, [name]: 'development-only-key' })).to.throw(
        ConfigError,
        `${name} is the development secret`,
      );
  });
});
