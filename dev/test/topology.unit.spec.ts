import { processNames, processOf, type ProcessName } from '@shop/topology/processes';
import { expect } from 'chai';
import type { Environment } from '../dist/environment.js';
import { portsFor } from '../dist/ports.js';
import { refuseBadEnvironments } from '../dist/environments.js';
import { shopTopology } from '../dist/topology.js';
import type { Setting } from '../dist/wiring.js';

const secrets = {
  INTERNAL_TOKEN_SECRET: 'internal',
  JWT_KEY_SECRET: 'jwt',
  PROVIDER_WEBHOOK_SECRET: 'webhook',
  WEBHOOK_KEY_SECRET: 'hooks',
};

function specsOf(env: Environment = {}, replicas: Record<string, number> = {}, files: Setting['files'] = {}) {
  return shopTopology({
    ports: portsFor(4000),
    dataDir: '/data',
    replicas,
    env,
    files,
    secrets,
    redisUrl: 'redis://127.0.0.1:4079',
    mongoUri: env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:4027',
  });
}

const environments = (...setting: Parameters<typeof specsOf>) =>
  Object.fromEntries(specsOf(...setting).map((spec) => [`${spec.name}/${spec.replica}`, spec.env]));

describe('the environment of each process', () => {
  it('has its own ports, database and Redis', () => {
    const { 'order-service/1': orders, 'gateway/1': gateway } = environments();
    expect(orders).to.include({
      PORT: '4002',
      GRPC_PORT: '4052',
      HOST: '127.0.0.1',
      MONGODB_URI: 'mongodb://127.0.0.1:4027/orders',
      REDIS_URL: 'redis://127.0.0.1:4079',
      NODE_ENV: 'development',
      SEED_CATALOGUE: 'on',
    });
    expect(gateway).to.include({ PORT: '4000' }).and.not.have.any.keys('MONGODB_URI', 'GRPC_PORT');
  });

  it('lists every replica of its callees', () => {
    const all = environments({}, { 'order-service': 2 });
    expect(all['gateway/1']).to.include({ ORDER_SERVICE_URLS: 'http://127.0.0.1:4002,http://127.0.0.1:4012' });
    expect(all['saga-orchestrator/1']).to.include({ ORDER_SERVICE_GRPC_URLS: '127.0.0.1:4052,127.0.0.1:4062' });
    expect(all['order-service/2']).to.include({ PORT: '4012', GRPC_PORT: '4062' });
  });

  it('has addresses of the others that are reachable under HOST', () => {
    const of = (HOST: string) => environments({ HOST })['order-service/1'];
    expect(of('0.0.0.0')).to.include({ JWKS_URLS: 'http://127.0.0.1:4001' });
    expect(of('192.0.2.1')).to.include({ PAYMENT_SERVICE_GRPC_URLS: '192.0.2.1:4053' });
    expect(of('::1')).to.include({
      HOST: '::1',
      JWKS_URLS: 'http://[::1]:4001',
      PAYMENT_SERVICE_GRPC_URLS: '[::1]:4053',
    });
  });

  it('contains only the secrets that the process needs', () => {
    const all = environments();
    expect(all['user-service/1']).to.include({ JWT_KEY_SECRET: 'jwt', INTERNAL_TOKEN_SECRET: 'internal' });
    expect(all['order-service/1']).not.to.have.any.keys('JWT_KEY_SECRET', 'PROVIDER_WEBHOOK_SECRET', 'ADMIN_PASSWORD');
    expect(all['payment-provider/1']).to.include({ PROVIDER_WEBHOOK_SECRET: 'webhook' });
    expect(all['payment-provider/1']).not.to.have.any.keys('MONGODB_URI', 'REDIS_URL', 'JWT_KEY_SECRET');
  });

  it('contains what the user set, but not the rest of the launcher’s environment', () => {
    const { 'order-service/1': orders } = environments({
      LOG_LEVEL: 'debug',
      NODE_OPTIONS: '--inspect',
      AWS_SECRET: 'x',
    });
    expect(orders).to.include({ LOG_LEVEL: 'debug' });
    expect(orders).not.to.have.any.keys('NODE_OPTIONS', 'AWS_SECRET');
  });

  it('contains the user’s certificate authorities as soon as a variable names something outside the stack', () => {
    const NODE_EXTRA_CA_CERTS = '/etc/company.pem';
    const of = (env: Environment) => environments({ NODE_EXTRA_CA_CERTS, ...env })['payment-service/1'];
    expect(of({})).not.to.have.property('NODE_EXTRA_CA_CERTS');
    for (const beyond of ['MONGODB_URI', 'REDIS_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'STRIPE_SECRET_KEY']) {
      expect(of({ [beyond]: 'mongodb://example.test' }), beyond).to.include({ NODE_EXTRA_CA_CERTS });
    }
  });

  it('ignores a PORT of the user’s shell', () => {
    expect(environments({ PORT: '9999' })['user-service/1']).to.include({ PORT: '4001' });
  });

  it('has a development administrator in development only', () => {
    expect(environments()['user-service/1']).to.include({ ADMIN_EMAIL: 'admin@example.com' });
    expect(environments({ NODE_ENV: 'production' })['user-service/1']).not.to.have.any.keys(
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
    );
    const own = environments({ NODE_ENV: 'production', ADMIN_EMAIL: 'me@example.com', ADMIN_PASSWORD: 'long enough' });
    expect(own['user-service/1']).to.include({ ADMIN_EMAIL: 'me@example.com' });
  });

  it('uses a service’s own .env, unless the environment overrides it', () => {
    const files = { 'order-service': { LOG_LEVEL: 'debug', SWEEP_INTERVAL_MS: '500', HOST: '::1', NODE_ENV: 'test' } };
    const all = environments({ SWEEP_INTERVAL_MS: '700', HOST: '' }, {}, files);
    expect(all['order-service/1']).to.include({ LOG_LEVEL: 'debug', SWEEP_INTERVAL_MS: '700', NODE_ENV: 'test' });
    expect(all['gateway/1']).to.include({ LOG_LEVEL: 'info', NODE_ENV: 'development' });
    expect(all['gateway/1']).to.include({
      ORDER_SERVICE_URLS: 'http://[::1]:4002',
      JWKS_URLS: 'http://127.0.0.1:4001',
    });
  });

  it('keeps its own ports, addresses and secrets beside a .env that was copied from the example', () => {
    const example = { PORT: '3002', REDIS_URL: 'redis://127.0.0.1:3079', INTERNAL_TOKEN_SECRET: 'development-only-x' };
    const { 'order-service/1': orders } = environments({}, {}, { 'order-service': example });
    expect(orders).to.include({ PORT: '4002', REDIS_URL: 'redis://127.0.0.1:4079', INTERNAL_TOKEN_SECRET: 'internal' });
  });

  it('names the shop by the address at which its gateway answers', () => {
    const shop = (env: Environment = {}, files: Setting['files'] = {}) => {
      const { 'notification-service/1': mails, 'payment-service/1': payments } = environments(env, {}, files);
      expect(payments!['SHOP_URL']).to.equal(mails!['SHOP_URL']);
      return mails!['SHOP_URL'];
    };
    const both = (SHOP_URL: string) => ({ 'notification-service': { SHOP_URL }, 'payment-service': { SHOP_URL } });
    expect(shop()).to.equal('http://localhost:4000');
    expect(shop({ TLS_CERT_FILE: '/tls/cert.pem' })).to.equal('https://localhost:4000');
    expect(shop({}, { gateway: { TLS_CERT_FILE: '/tls/cert.pem' } })).to.equal('https://localhost:4000');
    expect(shop({}, both('http://localhost:3000')), 'copied from the example').to.equal('http://localhost:4000');
    expect(shop({}, both('https://shop.example'))).to.equal('https://shop.example');
    expect(shop({ SHOP_URL: 'https://other.example' }, both('https://shop.example'))).to.equal('https://other.example');
  });

  it('is refused with every bad variable and its processes in one message', async () => {
    const long = 'x'.repeat(32);
    const own = {
      INTERNAL_TOKEN_SECRET: long,
      JWT_KEY_SECRET: long,
      PROVIDER_WEBHOOK_SECRET: long,
      WEBHOOK_KEY_SECRET: long,
    };
    await refuseBadEnvironments(specsOf(own));
    const files = { 'order-service': { LOG_LEVEL: 'nonsense', PORT: '70000' }, gateway: { RATE_LIMIT: 'maybe' } };
    const bad = { ...own, HOST: '203.0.113.1', REDIS_URL: 'nonsense', MONGODB_URI: 'nonsense', CONCURRENCY: 'x' };
    const refused = await refuseBadEnvironments(specsOf(bad, { 'order-service': 2 }, files)).catch(
      (error: unknown) => error,
    );
    expect(refused).to.include({ name: 'StartFailure', exitCode: 78 });
    const { message } = refused as Error;
    const those = (which: (name: ProcessName) => unknown) => processNames.filter(which).join(', ');
    for (const part of [
      new RegExp(`REDIS_URL must be [^;]* \\(${those((name) => processOf(name).redis)}\\)`),
      new RegExp(`HOST must be an address of this machine, [^;]* \\(${those(() => true)}\\)`),
      new RegExp(`MONGODB_URI must be [^;]* \\(${those((name) => processOf(name).database)}\\)`),
      /LOG_LEVEL must be [^;]* \(order-service\)/,
      /PORT must be [^;]* \(order-service\)/,
      /RATE_LIMIT must be [^;]* \(gateway\)/,
      /CONCURRENCY must be [^;]* \(saga-orchestrator\)/,
    ])
      expect(message).to.match(part);
  });

  it('is refused for an invalid HOST once, without the addresses that are derived from it', async () => {
    const long = 'x'.repeat(32);
    const own = {
      INTERNAL_TOKEN_SECRET: long,
      JWT_KEY_SECRET: long,
      PROVIDER_WEBHOOK_SECRET: long,
      WEBHOOK_KEY_SECRET: long,
    };
    const refused = await refuseBadEnvironments(specsOf({ ...own, HOST: 'a b' })).catch((error: unknown) => error);
    const { message } = refused as Error;
    expect(message).to.match(/: HOST must be a valid hostname \([^)]*\)\. See/);
  });

  it('keeps the credentials of a MONGODB_URI and names the service’s database', () => {
    const env = { MONGODB_URI: 'mongodb://u:p@a:27017,b:27017/?replicaSet=rs' };
    expect(environments(env)['payment-service/1']).to.include({
      MONGODB_URI: 'mongodb://u:p@a:27017,b:27017/payments?replicaSet=rs&authSource=admin',
    });
  });
});
