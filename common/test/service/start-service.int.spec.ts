import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'chai';
import { silentLogger } from '../../dist/logging/logger.js';
import { startService, type ServiceParts } from '../../dist/service/start-service.js';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';

describe('startService', function () {
  this.timeout(60_000);
  let redis: TestRedis;
  let store: TestStore;
  before(async () => {
    [redis, store] = await Promise.all([startRedis(), startStore()]);
  });
  after(() => Promise.all([redis.stop(), store.stop()]));

  const happened: string[] = [];
  beforeEach(() => (happened.length = 0));

  const started = (port = 0, parts: Partial<Omit<ServiceParts<object>, 'own'>> = {}) =>
    startService<{ name: string }, { answer: number }>({
      name: 'a-service',
      faultPrefix: 'a',
      config: {
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        PORT: port,
        GRPC_PORT: 0,
        LOG_LEVEL: 'error',
        INTERNAL_TOKEN_SECRET: 'a-secret-for-tests-of-32-characters',
        FAULT_INJECTION: false,
        MONGODB_URI: store.uri('a-service'),
        REDIS_URL: redis.url,
        JWKS_URLS: ['http://127.0.0.1:1'],
      },
      logger: silentLogger(),
      data: () => (happened.push('data'), { name: 'data' }),
      parts({ data, closing }) {
        happened.push(`parts of ${data.name}`);
        closing.add(() => happened.push('parts freed'));
        return {
          grpc: [],
          http: [],
          begin: [
            () => {
              happened.push('work begun');
              return async (answered) => {
                await answered;
                happened.push('work ended');
              };
            },
          ],
          own: { answer: 42 },
          ...parts,
        };
      },
    });

  it('makes collections, parts, servers and work in this order, and frees them in reverse order', async () => {
    const service = await started();
    expect(happened).to.deep.equal(['data', 'parts of data', 'work begun']);
    const health = await fetch(`http://127.0.0.1:${service.ports.http}/health/ready`);
    expect([health.status, service.answer]).to.deep.equal([200, 42]);
    happened.length = 0;
    await service.close();
    expect(happened).to.deep.equal(['work ended', 'parts freed']);
    const gone = await fetch(`http://127.0.0.1:${service.ports.http}/health/ready`).catch(() => 'gone');
    expect(gone).to.equal('gone');
  });

  it('frees everything when it cannot start: a port that is taken, parts that throw', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const taken = await started((other.address() as AddressInfo).port).catch((error: Error) => error.message);
    other.close();
    expect(taken).to.include('EADDRINUSE');
    expect(happened).to.deep.equal(['data', 'parts of data', 'parts freed']);
    const thrown = await started(0, {
      begin: [
        () => async () => happened.push('first work ended'),
        () => {
          throw new Error('no work today');
        },
      ],
    }).catch((error: Error) => error.message);
    // with a connection, a server or a timer left over this test would never end
    expect(thrown).to.equal('no work today');
    expect(happened.slice(-2)).to.deep.equal(['first work ended', 'parts freed']);
  });
});
