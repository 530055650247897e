import { SESSION_HEADER } from '@shop/common/auth/callers';
import { ACCOUNT_PATH, DISABLED_PATH } from '@shop/common/auth/current-accounts';
import { silentLogger } from '@shop/common/logging/logger';
import jwt from 'jsonwebtoken';
import { startApp, type Gateway } from '../../dist/app.js';
import type { Overrides } from '../../dist/overrides.js';
import { readGatewayConfig } from '../../dist/config.js';
import { upstreamVariables } from '../../dist/upstreams/upstream-names.js';
import { json, StandIn, type Script } from './stand-in.js';
import { jwks } from './tokens.js';

export const SECRET = 'a-secret-for-tests-of-32-characters';

/** A gateway in front of four stand-ins. */
export interface TestGateway {
  readonly url: string;
  readonly gateway: Gateway;
  readonly users: StandIn;
  readonly orders: StandIn;
  readonly payments: StandIn;
  readonly sagas: StandIn;
  call(path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

/** The environment of a gateway in front of these addresses. */
export function environment(
  redisUrl: string,
  urls: { users: string; orders: string; payments: string; sagas: string },
) {
  return {
    NODE_ENV: 'test',
    PORT: '0',
    INTERNAL_TOKEN_SECRET: SECRET,
    REDIS_URL: redisUrl,
    JWKS_URLS: urls.users,
    // upstreams that no test uses
    ...Object.fromEntries(Object.values(upstreamVariables).map((name) => [name, 'http://127.0.0.1:1'])),
    USER_SERVICE_URLS: urls.users,
    ORDER_SERVICE_URLS: urls.orders,
    PAYMENT_SERVICE_URLS: urls.payments,
    SAGA_ORCHESTRATOR_URLS: urls.sagas,
    RATE_LIMIT: 'off',
  };
}

/**
 * Answers as user-service does: the key set, the account of a token (as its claims say) and an empty list of disabled accounts.
 * `script` answers the rest.
 */
export const withKeys =
  (script: Script): Script =>
  (seen, response, request) => {
    if (seen.url === '/.well-known/jwks.json') return json(response, 200, jwks);
    if (seen.url === DISABLED_PATH) return json(response, 200, { ids: [] });
    if (seen.url !== ACCOUNT_PATH) return script(seen, response, request);
    const { sub, role } = jwt.decode(String(seen.headers[SESSION_HEADER])) as jwt.JwtPayload;
    return json(response, 200, { userId: sub, role: role as unknown });
  };

const ok: Script = (_, response) => json(response, 200, { ok: true });

/** Starts the gateway and its stand-ins. `env` overrides the default environment. */
export async function startGateway(
  redisUrl: string,
  env: Record<string, string> = {},
  overrides: Overrides = {},
): Promise<TestGateway> {
  const [users, orders, payments, sagas] = await Promise.all([
    StandIn.start(withKeys(ok)),
    StandIn.start(ok),
    StandIn.start(ok),
    StandIn.start(ok),
  ]);
  const urls = { users: users.url, orders: orders.url, payments: payments.url, sagas: sagas.url };
  const config = readGatewayConfig({ ...environment(redisUrl, urls), ...env });
  const gateway = await startApp(config, { logger: silentLogger(), ...overrides });
  const url = `http://127.0.0.1:${gateway.port}`;
  return {
    url,
    gateway,
    users,
    orders,
    payments,
    sagas,
    call: (path, init = {}) => fetch(url + path, { redirect: 'manual', ...init }),
    stop: async () => {
      await gateway.close();
      await Promise.all([users, orders, payments, sagas].map((standIn) => standIn.kill()));
    },
  };
}

/** Status and code of an answer. */
export const outcome = async (answer: Response): Promise<[number, string | undefined]> => [
  answer.status,
  ((await answer.json().catch(() => ({}))) as { code?: string }).code,
];
