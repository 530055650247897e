import { expect } from 'chai';
import { ConfigError, readConfig, serviceShape } from '../../dist/config/config.js';

const good = {
  NODE_ENV: 'production',
  INTERNAL_TOKEN_SECRET: 'a'.repeat(40),
  MONGODB_URI: 'mongodb://shop:real@db/orders',
  REDIS_URL: 'redis://:real@redis:6379',
  JWKS_URLS: 'http://users:3001,http://users-2:3001',
};
const read = (env: Record<string, string>) =>
  readConfig(serviceShape({ http: 3002, grpc: 50052 }), { ...good, ...env });

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
    ['INTERNAL_TOKEN_SECRET', 'short'],
    ['INTERNAL_TOKEN_SECRET', ','],
  ] as const)
    it(`names one that is bad in several ways once: ${name}=${value}`, () =>
      expect(() => read({ [name]: value }))
        .to.throw(ConfigError)
        .with.property('problems')
        .that.has.lengthOf(1));

  for (const uri of [
    'mongodb://localhost:27017/orders',
    'mongodb://shop:p%40ss@a:27017,b:27017,c:27017/orders?replicaSet=rs0',
    'mongodb://[::1]:27017/orders',
    'mongodb+srv://shop:real@cluster.example/orders?retryWrites=true',
    'mongodb://a/orders?readPreference=primary&readConcernLevel=majority&w=majority&journal=true&wtimeoutMS=5000',
  ])
    it(`accepts ${uri}`, () => expect(read({ MONGODB_URI: uri }).MONGODB_URI).to.equal(uri));

  for (const [name, value] of [
    ['MONGODB_URI', 'localhost:27017'],
    ['MONGODB_URI', 'mongodb://'],
    ['MONGODB_URI', 'mongodb://shop:real@/orders'],
    ['MONGODB_URI', 'mongodb://a,,b/orders'],
    ['JWKS_URLS', 'users:3001'],
    ['JWKS_URLS', 'ftp://users'],
    ['JWKS_URLS', 'http://users:port'],
    ['JWKS_URLS', 'http://users:3001/a b'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ] as const)
    it(`refuses ${name}=${value}, and gives an example`, () => {
      expect(() => read({ [name]: value })).to.throw(
        ConfigError,
        new RegExp(`${name} must be .*like (mongodb|http)://host:port`),
      );
    });

  for (const option of [
    'readPreference=secondaryPreferred',
    'readPreference=secondary',
    'readpreference=nearest',
    'READPREFERENCE=primaryPreferred',
    'read%50reference=secondary',
    'readPreferenceTags=dc:east',
    'maxStalenessSeconds=90',
    'directConnection=true',
    'DIRECTCONNECTION=true',
    'readConcernLevel=local',
    'ReadConcernLevel=available',
    'readConcernLevel=linearizable',
    'w=1',
    'W=0',
    'w=3',
    'journal=false',
    'j=false',
  ])
    for (const hosts of [
      'mongodb://db',
      'mongodb://shop:re%3Fal@a:27017,b:27017,c:27017',
      'mongodb+srv://shop:real@cluster',
    ])
      it(`refuses ${option} at ${hosts}, with the other bad variables`, () => {
        const MONGODB_URI = `${hosts}/orders?replicaSet=rs0&${option}`;
        const said = decodeURIComponent(option);
        expect(() => read({ MONGODB_URI, PORT: 'x' }))
          .to.throw(ConfigError)
          .with.property('problems')
          .that.satisfies(
            (problems: string[]) =>
              problems.some((problem) => problem.startsWith(`MONGODB_URI must not say ${said}: `)) &&
              problems.some((problem) => problem.startsWith('PORT')),
          );
      });

  it('names every unsafe option of a URI, and repeats nothing else of it', () =>
    expect(() => read({ MONGODB_URI: 'mongodb://shop:real@db/?w=1&readPreference=nearest' }))
      .to.throw(ConfigError)
      .with.property('message')
      .that.matches(/MONGODB_URI must not say w=1 or readPreference=nearest: /)
      .and.not.match(/real@/));

  for (const [name, value] of [
    ['INTERNAL_TOKEN_SECRET', 'development-only-internal-token-secret'],
    ['MONGODB_URI', 'mongodb://shop:development-only-password@db/orders'],
    ['REDIS_URL', 'redis://:development-only-password@redis:6379'],
    ['FAULT_INJECTION', 'on'],
  ] as const)
    it(`refuses ${name}=${value} in production, and accepts it in development`, () => {
      expect(() => read({ [name]: value })).to.throw(ConfigError, name);
      expect(() => read({ [name]: value, NODE_ENV: 'development' })).not.to.throw();
    });
});
