import { BearerTokens } from '@shop/common/auth/bearer-tokens';
import { CurrentAccounts } from '@shop/common/auth/current-accounts';
import type { Logger } from '@shop/common/logging/logger';
import { retryOutages } from '@shop/common/mongo/outage';
import { broadcast } from '@shop/common/redis/broadcasts';
import { CHANNELS } from '@shop/protos/channels';
import type { NotificationsDefinition } from '@shop/protos/generated/shop/v1/Notifications';
import { Relay } from '@shop/common/relay';
import { startService, type Service } from '@shop/common/service/start-service';
import { days } from '@shop/common/time';
import { NotificationsClient } from './clients/notifications.js';
import type { UserConfig } from './config.js';
import { addressHashBy } from './crypto/address-hash.js';
import { Passwords } from './crypto/passwords.js';
import { resetTokensBy } from './crypto/reset-token.js';
import { Tokens } from './crypto/tokens.js';
import { AdministratorsRepository } from './data/administrators.repository.js';
import { FailedLogIns } from './data/failed-log-ins.js';
import { KeyRing } from './data/key-ring.js';
import { PasswordResetRepository } from './data/password-reset.repository.js';
import { RefreshFamilyRepository } from './data/refresh-family.repository.js';
import { SessionRepository } from './data/session.repository.js';
import { SigningKeyRepository } from './data/signing-key.repository.js';
import { UserRepository } from './data/user.repository.js';
import { userHandlers } from './grpc/users.handlers.js';
import { passwordResetRoutes } from './http/password-reset.routes.js';
import { sessionRoutes } from './http/sessions.routes.js';
import { tokenRoutes } from './http/tokens.routes.js';
import { userRoutes } from './http/users.routes.js';
import { ensureAdministrator } from './use-cases/ensure-administrator.js';
import { mailReset } from './use-cases/mail-reset.js';
import type { Parts } from './use-cases/parts.js';
import { validateToken } from './use-cases/validate-token.js';

/** Puts user-service together and starts it, see startService. */
export const startApp = (config: UserConfig, ownLogger?: Logger): Promise<Service> =>
  startService({
    name: 'user-service',
    faultPrefix: 'user',
    config,
    logger: ownLogger,
    // keyed: a plain hash of a registration would be a quick way to try passwords
    fingerprintSecret: config.JWT_KEY_SECRET,
    data: ({ mongo, redis }) => ({
      signingKeys: new SigningKeyRepository(mongo, config.JWT_KEY_SECRET),
      users: new UserRepository(mongo),
      administrators: new AdministratorsRepository(mongo),
      families: new RefreshFamilyRepository(mongo),
      sessions: new SessionRepository(mongo),
      resets: new PasswordResetRepository(mongo),
      failures: new FailedLogIns(redis),
    }),
    async parts({ data: { signingKeys, ...repositories }, redis, logger, metrics, client, closing }) {
      const maxAge = days(config.JWT_KEY_DAYS);
      const keys = await retryOutages(() => KeyRing.open({ keys: signingKeys, logger, maxAge }));
      closing.add(() => keys.close());
      const tokens = new Tokens(keys);
      const passwords = await Passwords.withCost({
        memoryKib: config.ARGON2_MEMORY_KIB,
        passes: config.ARGON2_PASSES,
        atOnce: config.ARGON2_AT_ONCE,
      });
      const addressHash = addressHashBy(config.JWT_KEY_SECRET);
      const announceDisabled = (userId: string) => broadcast(redis, CHANNELS.disabled, { userId });
      const notifications = new NotificationsClient(
        client<NotificationsDefinition>('Notifications', 'notification-service', config.NOTIFICATION_SERVICE_GRPC_URLS),
      );
      const parts: Parts = {
        ...repositories,
        passwords,
        addressHash,
        tokens,
        announceDisabled,
        resetTokens: resetTokensBy(config.JWT_KEY_SECRET),
        notifications,
        wakeResets: () => relay.wake(),
        logger,
      };
      const relay = new Relay({
        backlog: parts.resets.unmailed,
        deliver: (leased) => mailReset(parts, leased),
        logger,
        what: 'The mail of a password reset',
      });
      closing.add(() => relay.close());
      parts.resets.unmailed.watch(
        metrics,
        'password_resets_unmailed',
        'Password resets that are not with notification-service yet',
      );
      await retryOutages(() => ensureAdministrator(parts, config));
      return {
        grpc: [userHandlers(parts)],
        http: [
          ...userRoutes(parts),
          ...tokenRoutes(parts, keys),
          ...passwordResetRoutes(parts),
          ...sessionRoutes(parts, { secure: config.NODE_ENV === 'production' }),
        ],
        // this process asks nobody: it has the keys and the accounts
        access: new BearerTokens(tokens, new CurrentAccounts((token) => validateToken(parts, token))),
      };
    },
  });
