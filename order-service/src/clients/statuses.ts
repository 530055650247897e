import type { Logger } from '@shop/common/logging/logger';
import { connectRedis } from '@shop/common/redis/connection';
import { subscribe } from '@shop/common/redis/broadcasts';
import { CHANNELS, type OrderStatusEvent } from '@shop/protos/channels';
import type { StatusHints } from '../use-cases/status-hints.js';

/**
 * Hints at every broadcast status, of any replica, until the returned function is called. Without Redis it waits until Redis is available.
 */
export function subscribeToStatuses(redisUrl: string, hints: StatusHints, logger: Logger): () => void {
  const redis = connectRedis(redisUrl, { logger, blocking: true });
  // not awaited: until Redis is available, watchers poll
  subscribe<OrderStatusEvent>(redis, CHANNELS.orders, {
    logger,
    onEvent: ({ orderId }) => hints.hint(orderId),
    onGap: () => hints.hintAll(),
  }).catch((error: unknown) => logger.debug('No longer listening for statuses', { error }));
  return () => redis.disconnect();
}
