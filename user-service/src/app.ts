import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { BearerTokens } from '@shop/common/auth/bearer-tokens';
import { CurrentAccounts } from '@shop/common/auth/current-accounts';
import { Faults } from '@shop/common/faults';
import { pingGrpc } from '@shop/common/grpc/health';
import { startGrpcServer } from '@shop/common/grpc/server';
import { readGrpcTls } from '@shop/common/grpc/tls';
import type { Health } from '@shop/common/http/health';
import { createHttpApp, listen } from '@shop/common/http/server';
import { IdempotencyStore } from '@shop/common/mongo/idempotency';
import type { App } from '@shop/common/process';
import { createLogger, type Logger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { connectMongo, ensureIndexes, pingMongo } from '@shop/common/mongo/connection';
import { retryOutages } from '@shop/common/mongo/outage';
import { connectRedis, pingRedis } from '@shop/common/redis/connection';
import { days } from '@shop/common/time';
import type { UserConfig } from './config.js';
import { addressHashBy } from './crypto/address-hash.js';
import { Passwords } from './crypto/passwords.js';
import { Tokens } from './crypto/tokens.js';
import { AdministratorsRepository } from './data/administrators.repository.js';
import { FailedLogIns } from './data/failed-log-ins.js';
import { KeyRing } from './data/key-ring.js';
import { RefreshFamilyRepository } from './data/refresh-family.repository.js';
import { SessionRepository } from './data/session.repository.js';
import { SigningKeyRepository } from './data/signing-key.repository.js';
import { UserRepository } from './data/user.repository.js';
import { userHandlers } from './grpc/users.handlers.js';
import { sessionRoutes } from './http/sessions.routes.js';
import { tokenRoutes } from './http/tokens.routes.js';
import { userRoutes } from './http/users.routes.js';
import { ensureAdministrator } from './use-cases/ensure-administrator.js';
import type { Parts } from './use-cases/parts.js';
import { validateToken } from './use-cases/validate-token.js';

const NAME = 'user-service';

export interface UserApp extends App {
  readonly ports: { readonly http: number; readonly grpc: number };
}

/** Puts the process together and starts it. Rejects when MongoDB cannot be reached; without Redis it starts unready. */
export async function startApp(
  config: UserConfig,
  logger: Logger = createLogger(NAME, config.LOG_LEVEL),
): Promise<UserApp> {
  const tls = readGrpcTls(config);
  const metrics = createMetrics(NAME);
  const faults = new Faults(config.FAULT_INJECTION);
  const internal = new InternalTokens(NAME, config.INTERNAL_TOKEN_SECRET);
  const mongo = await connectMongo(config.MONGODB_URI, { logger, faults, prefix: 'user', metrics });
  const redis = connectRedis(config.REDIS_URL, { logger, metrics });
  const freed: (() => Promise<unknown>)[] = [async () => redis.disconnect(), () => mongo.close()];
  const close = async () => {
    for (const free of freed.splice(0)) await free();
  };
  try {
    const signingKeys = new SigningKeyRepository(mongo, config.JWT_KEY_SECRET);
    const users = new UserRepository(mongo);
    const administrators = new AdministratorsRepository(mongo);
    const families = new RefreshFamilyRepository(mongo);
    const sessions = new SessionRepository(mongo);
    // keyed: a plain hash of a registration would be a quick way to try passwords
    const idempotency = new IdempotencyStore(mongo, config.JWT_KEY_SECRET);
    await ensureIndexes(mongo);

    const keyRing = { keys: signingKeys, logger, maxAge: days(config.JWT_KEY_DAYS) };
    const keys = await retryOutages(() => KeyRing.open(keyRing));
    freed.unshift(() => keys.close());
    const tokens = new Tokens(keys);
    const passwords = await Passwords.withCost({
      memoryKib: config.ARGON2_MEMORY_KIB,
      passes: config.ARGON2_PASSES,
      atOnce: config.ARGON2_AT_ONCE,
    });
    const failures = new FailedLogIns(redis);
    const addressHash = addressHashBy(config.JWT_KEY_SECRET);
    const kept = { users, administrators, families, sessions, failures };
    const parts: Parts = { ...kept, passwords, addressHash, tokens, logger };
    await retryOutages(() => ensureAdministrator(parts, config));

    const shared = { logger, metrics, faults, internal };
    const grpc = await startGrpcServer({
      ...shared,
      host: config.HOST,
      port: config.GRPC_PORT,
      tls,
      services: [userHandlers(parts)],
      faultPrefix: 'user',
    });
    freed.unshift(() => grpc.close());
    const health: Health = {
      draining: false,
      checks: {
        mongo: () => pingMongo(mongo),
        redis: () => pingRedis(redis),
        grpc: () => pingGrpc(grpc.port, config.HOST, tls),
      },
    };
    const routes = [
      ...userRoutes(parts),
      ...tokenRoutes(parts, keys),
      ...sessionRoutes(parts, { secure: config.NODE_ENV === 'production' }),
    ];
    const access = new BearerTokens(tokens, new CurrentAccounts((token) => validateToken(parts, token)));
    const app = createHttpApp({ ...shared, health, routes, access, idempotency });
    const http = await listen(app, config.HOST, config.PORT);
    freed[0] = async () => {
      health.draining = true;
      await Promise.all([http.close(), grpc.close()]);
    };
    logger.info('Listening', { http: http.port, grpc: grpc.port });
    return { ports: { http: http.port, grpc: grpc.port }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
