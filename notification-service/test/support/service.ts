import { InternalTokens, INTERNAL_HEADER } from '@shop/common/auth/internal-tokens';
import { silentLogger } from '@shop/common/logging/logger';
import { startRedis } from '@shop/testkit/redis';
import { startStore } from '@shop/testkit/store';
import { startApp } from '../../src/app.js';

const SECRET = 'a secret of the tests, long enough';

/** notification-service with a real Redis and store. */
export async function startService() {
  const redis = await startRedis();
  const store = await startStore();
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
      MONGODB_URI: store.uri('notifications'),
      REDIS_URL: redis.url,
      JWKS_URLS: ['http://127.0.0.1:1'],
    },
    silentLogger(),
  );
  const gateway = new InternalTokens('gateway', SECRET);
  return {
    ports: app.ports,
    /** Calls over REST as this user, with the internal token that the gateway sends. */
    as:
      (sub: string) =>
      async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
        const answer = await fetch(`http://127.0.0.1:${app.ports.http}${path}`, {
          method,
          headers: {
            [INTERNAL_HEADER]: gateway.issue('notification-service', { sub, role: 'user' }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      },
    async stop() {
      await app.close();
      await store.stop();
      await redis.stop();
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;
