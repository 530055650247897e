import type { Redis } from 'ioredis';
import type { Logger } from '../logging/logger.js';
import { every, seconds } from '../time.js';

/**
 * Broadcasts a message. Never rejects: a receiver that misses it reads the history. Resolves once Redis has it or cannot be
 * reached; need not be awaited.
 */
export async function broadcast(redis: Redis, channel: string, event: object): Promise<void> {
  if (redis.status !== 'ready') return;
  await redis.publish(channel, JSON.stringify(event)).catch(() => undefined);
}

const ASK_EVERY = seconds(5);

export interface Subscription {
  close(): Promise<void>;
}

/**
 * Calls `onEvent` for each broadcast, and `onGap` whenever messages may have been missed (each time the connection
 * is back), so that the subscriber reads the history again. `redis` must be a connection of its own.
 */
export async function subscribe<E>(
  redis: Redis,
  channel: string,
  { logger, onEvent, onGap }: { logger: Logger; onEvent: (event: E) => void; onGap?: () => void },
): Promise<Subscription> {
  let first = true;
  redis.on('message', (from: string, text: string) => {
    if (from !== channel) return;
    try {
      onEvent(JSON.parse(text) as E);
    } catch (error) {
      logger.warn('A broadcast could not be handled', { channel, error });
    }
  });
  redis.on('ready', () => {
    if (!first) onGap?.();
    first = false;
  });
  if (redis.status === 'ready') first = false;
  await redis.subscribe(channel);
  // a connection that only listens never notices that its other end is gone
  const stopAsking = every(ASK_EVERY, async () => void (await redis.ping().catch(() => undefined)));
  redis.once('end', () => void stopAsking());
  return {
    close: async () => {
      redis.removeAllListeners('message');
      redis.disconnect();
      await stopAsking();
    },
  };
}
