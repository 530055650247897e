import { retryOutages } from '@shop/common/mongo/outage';
import { broadcast } from '@shop/common/redis/broadcasts';
import type { ServiceBasics } from '@shop/common/service/start-service';
import { days } from '@shop/common/time';
import { CHANNELS } from '@shop/protos/channels';
import { NotificationsClient } from './clients/notifications.js';
import type { UserConfig } from './config.js';
import { addressHashBy } from './crypto/address-hash.js';
import { Passwords } from './crypto/passwords.js';
import { resetTokensBy } from './crypto/reset-token.js';
import { Tokens } from './crypto/tokens.js';
import { KeyRing } from './data/key-ring.js';
import type { openStores } from './data/stores.js';
import { mailReset } from './use-cases/mail-reset.js';
import type { Parts } from './use-cases/parts.js';

/** Creates the dependencies of the use cases, and the keys that sign access tokens. */
export async function openParts(
  { client, relay, redis, logger, closing }: ServiceBasics,
  { signingKeys, ...stores }: ReturnType<typeof openStores>,
  config: UserConfig,
): Promise<{ readonly parts: Parts; readonly keys: KeyRing }> {
  const maxAge = days(config.JWT_KEY_DAYS);
  const keys = await retryOutages(() => KeyRing.open({ keys: signingKeys, logger, maxAge }));
  closing.add(() => keys.close());
  const notifications = new NotificationsClient(
    client('Notifications', 'notification-service', config.NOTIFICATION_SERVICE_GRPC_URLS),
  );
  const mails = relay({
    backlog: stores.resets.unmailed,
    deliver: (leased) => mailReset({ ...stores, notifications }, leased),
    what: 'The mail of a password reset',
    gauge: ['password_resets_unmailed', 'Password resets that are not with notification-service yet'],
  });
  const parts: Parts = {
    ...stores,
    passwords: await Passwords.withCost({
      memoryKib: config.ARGON2_MEMORY_KIB,
      passes: config.ARGON2_PASSES,
      atOnce: config.ARGON2_AT_ONCE,
    }),
    addressHash: addressHashBy(config.JWT_KEY_SECRET),
    tokens: new Tokens(keys),
    announceDisabled: (userId) => broadcast(redis, CHANNELS.disabled, { userId }),
    resetTokens: resetTokensBy(config.JWT_KEY_SECRET),
    notifications,
    wakeResets: () => mails.wake(),
    logger,
  };
  return { parts, keys };
}
