import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InternalTokens, INTERNAL_HEADER } from '@shop/common/auth/internal-tokens';
import { Faults } from '@shop/common/faults';
import { serve, startGrpcServer } from '@shop/common/grpc/server';
import { silentLogger, type Logger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { Problem } from '@shop/common/errors';
import type { NotificationsDefinition } from '@shop/protos/generated/shop/v1/Notifications';
import type { UsersDefinition } from '@shop/protos/generated/shop/v1/Users';
import { CALLERS } from '@shop/topology/callers';
import { rightCaller } from '@shop/testkit/right-caller';
import { startRedis } from '@shop/testkit/redis';
import { startStore } from '@shop/testkit/store';
import { startApp } from '../../dist/app.js';
import type { NotificationConfig } from '../../dist/config.js';
import type { WebhookOverrides } from '../../dist/webhooks.js';

const SECRET = 'a secret of the tests, long enough';
/** The token in the link of a reset, in these tests. */
export const tokenOf = (resetId: string): string => `${resetId}.token-of-it`;

/**
 * A stand-in for user-service over real gRPC. Every id is a user with the id as name; `koala` reads Korean, `gone` does not
 * exist, and the name of `link` contains a link.
 */
function startUsers(administrators: () => readonly string[], asked: string[][]) {
  const user = (id: string) => ({
    id,
    email: `${id.replaceAll(/[^a-z-]/g, '')}@example.com`,
    name: id === 'link' ? 'You won! https://evil.example' : id,
    role: 'user',
    disabled: id === 'disabled',
    language: id === 'koala' ? 'ko' : id === 'old' ? '' : 'en',
  });
  return startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    services: [
      serve<UsersDefinition>('Users', CALLERS.Users, {
        ValidateToken: async () => {
          throw new Error('no test asks for this');
        },
        GetUser: async () => {
          throw new Error('only older releases ask for this');
        },
        async GetUsers({ userIds }) {
          asked.push(userIds);
          return { users: userIds.filter((id) => id !== 'gone').map(user) };
        },
        async GetPasswordReset({ resetId }) {
          if (resetId.startsWith('used')) throw new Problem(401, 'BAD_RESET_TOKEN', { detail: 'used' });
          return { user: user('ann'), token: tokenOf(resetId), expiresAtMs: Date.now() + 3_600_000 };
        },
        ListAdministrators: async () => ({ userIds: [...administrators()] }),
      }),
    ],
    internal: new InternalTokens('user-service', SECRET),
    logger: silentLogger(),
    metrics: createMetrics('user-service'),
    faults: new Faults(false),
    faultPrefix: 'user',
  });
}

/** The configuration of a service that uses these. */
const configFor = (
  places: { users: string; mongo: string; redis: string; folder: string },
  changes: Partial<NotificationConfig> = {},
): NotificationConfig => ({
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: 0,
  GRPC_PORT: 0,
  LOG_LEVEL: 'info',
  INTERNAL_TOKEN_SECRET: SECRET,
  FAULT_INJECTION: true,
  TRACE_SAMPLE: 0,
  TRACE_STORE: false,
  MONGODB_URI: places.mongo,
  REDIS_URL: places.redis,
  JWKS_URLS: ['http://127.0.0.1:1'],
  USER_SERVICE_GRPC_URLS: [places.users],
  ORDER_SERVICE_GRPC_URLS: ['127.0.0.1:1'],
  PAYMENT_SERVICE_GRPC_URLS: ['127.0.0.1:1'],
  SMTP_TIMEOUT_MS: 20_000,
  MAIL_FROM: 'Shop <shop@shop.example>',
  SHOP_URL: 'http://localhost:3000/',
  DATA_FOLDER: places.folder,
  WEBHOOK_KEY_SECRET: 'a secret that seals, long enough for it',
  WEBHOOKS_ALLOW_PRIVATE: true,
  ...changes,
});

/** notification-service with a real Redis and store; user-service knows these administrators. */
export async function startService(
  changes: Partial<NotificationConfig> = {},
  logger: Logger = silentLogger(),
  overrides: WebhookOverrides = {},
  administrators: () => readonly string[] = () => [],
) {
  const asked: string[][] = [];
  const [redis, store, users] = await Promise.all([startRedis(), startStore(), startUsers(administrators, asked)]);
  const folder = await mkdtemp(join(tmpdir(), 'shop-mail-'));
  const config = configFor(
    { users: `127.0.0.1:${users.port}`, mongo: store.uri('notifications'), redis: redis.url, folder },
    changes,
  );
  const app = await startApp(config, logger, overrides);
  const gateway = new InternalTokens('gateway', SECRET);
  const notifications = rightCaller<NotificationsDefinition>({
    service: 'Notifications',
    callee: 'notification-service',
    addresses: [`127.0.0.1:${app.ports.grpc}`],
    secret: SECRET,
  });
  const call = async (
    path: string,
    role: 'user' | 'admin' = 'admin',
    method = 'GET',
    body?: unknown,
    language = '',
  ) => {
    const answer = await fetch(`http://127.0.0.1:${app.ports.http}${path}`, {
      method,
      headers: {
        [INTERNAL_HEADER]: gateway.issue('notification-service', { sub: 'ann', role }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(language && { 'accept-language': language }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      text,
      body: json ? JSON.parse(text) : {},
    };
  };
  return {
    ports: app.ports,
    app,
    config,
    folder,
    redis,
    store,
    notifications,
    /** The accounts that user-service was asked for, by call. */
    asked,
    /** Calls over REST as this user, with the internal token that the gateway sends. */
    call,
    /** The stored state of the mail with this id. */
    mail: async (id: string) =>
      ((await call('/api/mails?limit=100')).body.items as Record<string, unknown>[]).find((each) => each['id'] === id),
    reset: (resetId: string, userId = 'ann') => notifications.call('SendPasswordReset', { resetId, userId }),
    async stop() {
      notifications.close();
      await app.close();
      await Promise.all([store.stop(), redis.stop(), users.close(0)]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;
