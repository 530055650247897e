import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startGateway, type TestGateway } from './gateway.js';
import { json, StandIn, type Script } from './stand-in.js';
import { bearer } from './tokens.js';

export const times = { checkMs: 100, checkDownMs: 50, rampMs: 200, ejectMs: 100, breakerMs: 300 };
export const slowly: Script = (_, response) => void setTimeout(() => json(response, 200, {}), 5);

/** Starts gateways before two replicas of order-service in the tests of the enclosing `describe`. */
export function withReplicas() {
  let redis: TestRedis;
  let second: StandIn;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis?.stop());
  const start = async (env: Record<string, string> = {}) => {
    second = await StandIn.start(slowly);
    const first = await StandIn.start(slowly);
    shop = await startGateway(
      redis.url,
      { ORDER_SERVICE_URLS: `${first.url},${second.url}`, OUTAGE_GRACE_MS: '1500', ...env },
      { upstream: { times } },
    );
    await shop.orders.kill();
    Object.assign(shop, { orders: first });
  };
  afterEach(async () => {
    await shop.stop();
    await Promise.all([shop.orders.kill(), second.kill()]);
  });
  const get = () => shop.call('/api/orders', { headers: bearer() });
  const post = (headers: Record<string, string> = {}) =>
    shop.call('/api/orders', { method: 'POST', body: '{"a":1}', headers: { ...bearer(), ...headers } });
  const stateOf = async (standIn: StandIn) => {
    const { upstreams } = (await (await shop.call('/health/ready')).json()) as {
      upstreams: Record<string, { replica: string; state: string; breaker: string }[]>;
    };
    return upstreams['order-service']!.find(({ replica }) => replica === standIn.url)!;
  };

  return {
    get redis() {
      return redis;
    },
    get second() {
      return second;
    },
    set second(replica: StandIn) {
      second = replica;
    },
    get shop() {
      return shop;
    },
    set shop(gateway: TestGateway) {
      shop = gateway;
    },
    /** Starts the gateway and both replicas; `shop.orders` is the first. */
    start,
    get,
    post,
    stateOf,
  };
}
