import { InternalTokens, INTERNAL_HEADER } from '@shop/common/auth/internal-tokens';
import { silentLogger, type Logger } from '@shop/common/logging/logger';
import type { CloudEvent } from '@shop/common/events/event';
import type { JsonObject } from '@shop/testkit/json';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { startApp } from '../../dist/app.js';
import type { NotificationConfig } from '../../dist/config.js';
import type { WebhookOverrides } from '../../dist/webhooks.js';
import { startService } from './service.js';

/** What a test can override. */
interface Options extends WebhookOverrides {
  readonly config?: Partial<NotificationConfig>;
  /** The administrators that user-service answers. */
  readonly administrators?: () => readonly string[];
}

/** notification-service with a real Redis and store, as tests of webhooks use it. */
export async function startWebhooks({ config = {}, administrators, ...overrides }: Options = {}) {
  const service = await startService(config, silentLogger(), overrides, administrators);
  const gateway = new InternalTokens('gateway', service.config.INTERNAL_TOKEN_SECRET);
  let { app } = service;
  return {
    /** Hands the service an event, as its reader does. */
    emit: (event: CloudEvent, position: number) => app.onWebhookEvent(event, position),
    async metrics() {
      return (await fetch(`http://127.0.0.1:${app.ports.http}/metrics`)).text();
    },
    /** Deletes everything in Redis. */
    async flush() {
      const redis = new Redis(service.redis.url);
      await redis.flushall();
      redis.disconnect();
    },
    /** Everything that the service has in the database, as text. */
    async stored() {
      const connection = await mongoose.createConnection(service.config.MONGODB_URI).asPromise();
      try {
        const names = (await connection.listCollections()).map(({ name }) => name);
        return JSON.stringify(await Promise.all(names.map((name) => connection.collection(name).find({}).toArray())));
      } finally {
        await connection.close();
      }
    },
    /** Restarts the service with these changes of its environment. */
    async restart(changes: Partial<NotificationConfig> = {}, logger: Logger = silentLogger()) {
      await app.close();
      app = await startApp({ ...service.config, ...changes }, logger, overrides);
    },
    /** Calls over REST as this user, with the internal token that the gateway sends. */
    as:
      (sub: string, role: 'user' | 'viewer' | 'admin' = 'user') =>
      async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
        const answer = await fetch(`http://127.0.0.1:${app.ports.http}${path}`, {
          method,
          headers: {
            [INTERNAL_HEADER]: gateway.issue('notification-service', { sub, role }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        return {
          status: answer.status,
          headers: answer.headers,
          body: JSON.parse(text || '{}') as JsonObject,
        };
      },
    async stop() {
      await app.close();
      await service.stop();
    },
  };
}

export type WebhookService = Awaited<ReturnType<typeof startWebhooks>>;
