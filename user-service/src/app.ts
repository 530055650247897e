import { BearerTokens } from '@shop/common/auth/bearer-tokens';
import { CurrentAccounts } from '@shop/common/auth/current-accounts';
import type { Logger } from '@shop/common/logging/logger';
import { retryOutages } from '@shop/common/mongo/outage';
import { startService, type Service } from '@shop/common/service/start-service';
import type { UserConfig } from './config.js';
import { openStores } from './data/stores.js';
import { userHandlers } from './grpc/users.handlers.js';
import { passwordResetRoutes } from './http/password-reset.routes.js';
import { sessionRoutes } from './http/sessions.routes.js';
import { tokenRoutes } from './http/tokens.routes.js';
import { userRoutes } from './http/users.routes.js';
import { openParts } from './parts.js';
import { ensureAdministrator } from './use-cases/ensure-administrator.js';
import { validateToken } from './use-cases/validate-token.js';

/** Puts user-service together and starts it, see startService. */
export const startApp = (config: UserConfig, ownLogger?: Logger): Promise<Service> =>
  startService({
    name: 'user-service',
    faultPrefix: 'user',
    config,
    logger: ownLogger,
    // keyed: with a plain hash of a registration, passwords could be guessed quickly
    fingerprintSecret: config.JWT_KEY_SECRET,
    data: ({ mongo, redis }) => openStores(mongo, redis, config.JWT_KEY_SECRET),
    async parts({ data, ...basics }) {
      const { parts, keys } = await openParts(basics, data, config);
      await retryOutages(() => ensureAdministrator(parts, config));
      return {
        grpc: [userHandlers(parts)],
        http: [
          ...userRoutes(parts),
          ...tokenRoutes(parts, keys),
          ...passwordResetRoutes(parts),
          ...sessionRoutes(parts, { secure: config.NODE_ENV === 'production' }),
        ],
        // this process asks no other: it has the keys and the accounts
        access: new BearerTokens(parts.tokens, new CurrentAccounts((token) => validateToken(parts, token))),
      };
    },
  });
