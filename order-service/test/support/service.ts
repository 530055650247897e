import { fieldsOf } from '@shop/protos/load';
import type { AnyJson } from '@shop/testkit/json';
import type { Address } from '../../dist/domain/order.js';
import { type Role } from '@shop/common/auth/callers';
import { InternalTokens, INTERNAL_HEADER } from '@shop/common/auth/internal-tokens';
import { silentLogger } from '@shop/common/logging/logger';
import { startRedis } from '@shop/testkit/redis';
import { startStore } from '@shop/testkit/store';
import { startApp } from '../../dist/app.js';
import type { OrderServiceConfig } from '../../dist/config.js';
import { commands, quietScripts, SECRET, startPeers, type Scripts } from './peers.js';

/** The answer to a call. */
interface Reply {
  readonly status: number;
  readonly body: AnyJson;
  readonly headers: Headers;
}

/** Calls over REST as one user, with the internal token that the gateway sends. */
export type Person = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

/** order-service with a real Redis and store, and scripted peers. The saga of these tests creates and reserves. */
export async function startService(config: Partial<OrderServiceConfig> = {}) {
  const redis = await startRedis();
  const store = await startStore();
  const scripts: Scripts = quietScripts();
  const peers = await startPeers(scripts);
  const app = await startApp(
    {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: 0,
      GRPC_PORT: 0,
      LOG_LEVEL: 'error',
      INTERNAL_TOKEN_SECRET: SECRET,
      FAULT_INJECTION: true,
      TRACE_SAMPLE: 0,
      TRACE_STORE: false,
      MONGODB_URI: store.uri('orders'),
      REDIS_URL: redis.url,
      JWKS_URLS: ['http://127.0.0.1:1'],
      SAGA_ORCHESTRATOR_GRPC_URLS: [peers.sagas],
      PAYMENT_SERVICE_GRPC_URLS: [peers.payments],
      CURRENCY: 'USD',
      SEED_CATALOGUE: false,
      SWEEP_INTERVAL_MS: 3_600_000,
      EVENT_RETENTION_DAYS: 30,
      RATE_LIMIT: false,
      ...config,
    },
    silentLogger(),
  );
  const { orders, stock, close: hangUp } = commands(app.ports.grpc);
  scripts.sagas.Start = async ({ sagaId, placeOrder }) => {
    const { userId, lines, shippingAddress, paymentMethodId } = placeOrder!;
    await orders.call('Create', {
      orderId: sagaId,
      userId,
      lines,
      shippingAddress,
      paidAtOnce: paymentMethodId !== '',
    });
    await stock.call('Reserve', { orderId: sagaId });
    return { reached: true, created: true, saga: { id: sagaId, state: 'WAITING' } };
  };
  const gateway = new InternalTokens('gateway', SECRET);
  const as =
    (sub?: string, role: Role = 'user'): Person =>
    async (method, path, body, headers = {}) => {
      const answer = await fetch(`http://127.0.0.1:${app.ports.http}${path}`, {
        method,
        headers: {
          [INTERNAL_HEADER]: gateway.issue('order-service', sub === undefined ? {} : { sub, role }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers };
    };
  const admin = as('admin', 'admin');
  return {
    ports: app.ports,
    redis,
    store,
    scripts,
    orders,
    stock,
    as,
    admin,
    /** Adds a product of this price in cents, with this many pieces in stock; returns its id. */
    async product(id: string, priceMinor: number, quantity: number): Promise<string> {
      await admin('POST', '/api/products', { id, name: `The ${id}`, price: priceMinor / 100, currency: 'USD' });
      if (quantity > 0) await admin('POST', `/api/products/${id}/restock`, { quantity });
      return id;
    },
    async stop() {
      hangUp();
      await app.close();
      await peers.stop();
      await store.stop();
      await redis.stop();
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;
/** Every field of the contract's address. */
export const ADDRESS = Object.fromEntries(fieldsOf('Address').map(({ name }) => [name, `the ${name}`])) as Address;
