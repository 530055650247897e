import { randomUUID } from 'node:crypto';
import { type Role } from '@shop/common/auth/callers';
import { InternalTokens, INTERNAL_HEADER } from '@shop/common/auth/internal-tokens';
import { createLogger, silentLogger, type Logger } from '@shop/common/logging/logger';
import type { AnyJson } from '@shop/testkit/json';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import type { Service } from '@shop/common/service/start-service';
import { startApp } from '../../dist/app.js';
import type { UserConfig } from '../../dist/config.js';

export const SECRET = 'a-secret-for-tests-of-32-characters';
export const ADMIN = { email: 'root@example.com', password: 'root-password' };

/** What a call answered. */
export interface Reply {
  readonly status: number;
  // a test checks the shape that it expects
  readonly body: AnyJson;
  readonly headers: Headers;
}

/** Options of a call. By default it is anonymous and comes through the gateway. */
interface CallOptions {
  readonly body?: unknown;
  /** The user in the gateway's internal token. */
  readonly as?: { id: string; role: Role };
  /** A bare access token instead of an internal token. */
  readonly bearer?: string;
  readonly headers?: Record<string, string>;
  /** The client's address in the internal token. */
  readonly address?: string;
  /** The index of the replica. */
  readonly replica?: number;
}

/** user-service, composed as in its process, with a Redis and a store of its own. */
export interface Users {
  readonly redis: TestRedis;
  readonly store: TestStore;
  readonly apps: readonly Service[];
  readonly config: UserConfig;
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  register(): Promise<{ id: string; role: Role; email: string; password: string }>;
  logIn(who: { email: string; password: string }): Promise<{ accessToken: string; refreshToken: string }>;
  admin(): Promise<{ id: string; role: Role }>;
  stop(): Promise<void>;
}

export async function startUsers({
  replicas = 1,
  logger = silentLogger(),
  ...changes
}: Partial<UserConfig> & { replicas?: number; logger?: Logger } = {}): Promise<Users> {
  const [redis, store] = await Promise.all([startRedis(), startStore()]);
  const config: UserConfig = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: 0,
    GRPC_PORT: 0,
    LOG_LEVEL: 'info',
    INTERNAL_TOKEN_SECRET: SECRET,
    FAULT_INJECTION: false,
    TRACE_SAMPLE: 0,
    TRACE_STORE: false,
    MONGODB_URI: store.uri('users'),
    REDIS_URL: redis.url,
    JWT_KEY_SECRET: 'another-secret-for-tests-of-32-chars',
    NOTIFICATION_SERVICE_GRPC_URLS: ['127.0.0.1:1'],
    JWT_KEY_DAYS: 30,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ARGON2_MEMORY_KIB: 1024,
    ARGON2_PASSES: 1,
    ARGON2_AT_ONCE: 4,
    ...changes,
  };
  const apps = await Promise.all(Array.from({ length: replicas }, () => startApp(config, logger)));
  const gateway = new InternalTokens('gateway', SECRET);

  const call: Users['call'] = async (method, path, { body, as, bearer, headers = {}, address, replica = 0 } = {}) => {
    const claims = { ...(as ? { sub: as.id, role: as.role } : {}), ...(address ? { ip: address } : {}) };
    const response = await fetch(`http://127.0.0.1:${apps[replica]!.ports.http}${path}`, {
      method,
      headers: {
        ...(bearer
          ? { authorization: `Bearer ${bearer}` }
          : { [INTERNAL_HEADER]: gateway.issue('user-service', claims) }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    redis,
    store,
    apps,
    config,
    call,
    async register() {
      const who = { email: `${randomUUID()}@example.com`, password: 'password123', name: 'Ada' };
      const { body } = await call('POST', '/api/users/register', { body: who });
      return { ...who, id: body.id, role: body.role };
    },
    async logIn({ email, password }) {
      const { status, body } = await call('POST', '/api/users/login', { body: { email, password } });
      if (status !== 200) throw new Error(`log-in answered ${status} ${JSON.stringify(body)}`);
      return body;
    },
    async admin() {
      const { body } = await call('POST', '/api/sessions', { body: ADMIN });
      return { id: body.id, role: body.role };
    },
    async stop() {
      await Promise.all(apps.map((app) => app.close()));
      await Promise.all([redis.stop(), store.stop()]);
    },
  };
}

/** A logger that keeps what it would have written. */
export function keepingLogger(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const logger = createLogger('user-service', 'debug');
  const [console] = logger.transports;
  if (console) {
    console.log = (info: unknown, next: () => void) => {
      lines.push(JSON.stringify(info));
      next();
    };
  }
  return { logger, lines };
}
