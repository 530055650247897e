import { expect } from 'chai';
import type { Environment } from '../src/environment.js';
import { portsFor } from '../src/ports.js';
import { shopTopology } from '../src/topology.js';

const secrets = { INTERNAL_TOKEN_SECRET: 'internal', JWT_KEY_SECRET: 'jwt', PROVIDER_WEBHOOK_SECRET: 'webhook' };

function environments(env: Environment = {}, replicas: Record<string, number> = {}) {
  const specs = shopTopology({
    ports: portsFor(4000),
    dataDir: '/data',
    replicas,
    env,
    secrets,
    redisUrl: 'redis://127.0.0.1:4079',
    mongoUri: env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:4027',
  });
  return Object.fromEntries(specs.map((spec) => [`${spec.name}/${spec.replica}`, spec.env]));
}

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

  it('names every replica of what it calls', () => {
    const all = environments({}, { 'order-service': 2 });
    expect(all['gateway/1']).to.include({ ORDER_SERVICE_URLS: 'http://127.0.0.1:4002,http://127.0.0.1:4012' });
    expect(all['saga-orchestrator/1']).to.include({ ORDER_SERVICE_GRPC_URLS: '127.0.0.1:4052,127.0.0.1:4062' });
    expect(all['order-service/2']).to.include({ PORT: '4012', GRPC_PORT: '4062' });
  });

  it('calls the others where HOST lets them be reached', () => {
    const of = (HOST: string) => environments({ HOST })['order-service/1'];
    expect(of('0.0.0.0')).to.include({ JWKS_URLS: 'http://127.0.0.1:4001' });
    expect(of('192.0.2.1')).to.include({ PAYMENT_SERVICE_GRPC_URLS: '192.0.2.1:4053' });
    expect(of('::1')).to.include({
      HOST: '::1',
      JWKS_URLS: 'http://[::1]:4001',
      PAYMENT_SERVICE_GRPC_URLS: '[::1]:4053',
    });
  });

  it('holds only the secrets that the process needs', () => {
    const all = environments();
    expect(all['user-service/1']).to.include({ JWT_KEY_SECRET: 'jwt', INTERNAL_TOKEN_SECRET: 'internal' });
    expect(all['order-service/1']).not.to.have.any.keys('JWT_KEY_SECRET', 'PROVIDER_WEBHOOK_SECRET', 'ADMIN_PASSWORD');
    expect(all['payment-provider/1']).to.include({ PROVIDER_WEBHOOK_SECRET: 'webhook' });
    expect(all['payment-provider/1']).not.to.have.any.keys('MONGODB_URI', 'REDIS_URL', 'JWT_KEY_SECRET');
  });

  it('passes on what the user set, but not the rest of the launcher’s environment', () => {
    const { 'order-service/1': orders } = environments({
      LOG_LEVEL: 'debug',
      NODE_OPTIONS: '--inspect',
      AWS_SECRET: 'x',
    });
    expect(orders).to.include({ LOG_LEVEL: 'debug' });
    expect(orders).not.to.have.any.keys('NODE_OPTIONS', 'AWS_SECRET');
  });

  it('trusts whom the user trusts as soon as something beyond the stack is named', () => {
    const NODE_EXTRA_CA_CERTS = '/etc/company.pem';
    const of = (env: Environment) => environments({ NODE_EXTRA_CA_CERTS, ...env })['payment-service/1'];
    expect(of({})).not.to.have.property('NODE_EXTRA_CA_CERTS');
    for (const beyond of ['MONGODB_URI', 'REDIS_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'STRIPE_SECRET_KEY']) {
      expect(of({ [beyond]: 'mongodb://example.test' }), beyond).to.include({ NODE_EXTRA_CA_CERTS });
    }
  });

  it('does not let a PORT of the user’s shell put every process on one port', () => {
    expect(environments({ PORT: '9999' })['user-service/1']).to.include({ PORT: '4001' });
  });

  it('gives a development administrator in development only', () => {
    expect(environments()['user-service/1']).to.include({ ADMIN_EMAIL: 'admin@example.com' });
    expect(environments({ NODE_ENV: 'production' })['user-service/1']).not.to.have.any.keys(
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
    );
    const own = environments({ NODE_ENV: 'production', ADMIN_EMAIL: 'me@example.com', ADMIN_PASSWORD: 'long enough' });
    expect(own['user-service/1']).to.include({ ADMIN_EMAIL: 'me@example.com' });
  });

  it('keeps the credentials of a MONGODB_URI and puts in the service’s database', () => {
    const env = { MONGODB_URI: 'mongodb://u:p@a:27017,b:27017/?replicaSet=rs' };
    expect(environments(env)['payment-service/1']).to.include({
      MONGODB_URI: 'mongodb://u:p@a:27017,b:27017/payments?replicaSet=rs&authSource=admin',
    });
  });
});
