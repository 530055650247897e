import type { Redis } from 'ioredis';
import type { Logger } from '../logging/logger.js';
import { every, seconds } from '../time.js';

/** The Redis Pub/Sub channels. Messages are hints: they may be lost or doubled, the database's history is the truth. */
export const CHANNELS = {
  orders: 'shop:order-status',
  sagas: 'shop:saga-status',
  disabled: 'shop:account-disabled',
} as const;

/** An order's new status, as broadcast. `seq` is its place in the order's history. */
export interface OrderStatusEvent {
  readonly orderId: string;
  readonly seq: number;
  readonly status: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason?: string;
}

/** A saga's change, as broadcast. `revision` is its journal's. */
export interface SagaStatusEvent {
  readonly sagaId: string;
  readonly orderId: string;
  readonly revision: number;
  readonly state: string;
  readonly step: string;
  readonly stepStatus: string;
  readonly at: string;
}

/** An account was disabled, as broadcast: its access tokens are worth nothing from now on. */
export interface AccountDisabledEvent {
  readonly userId: string;
}

/**
 * Broadcasts; never rejects: whoever misses it reads the history. Resolves when Redis has it, or cannot be reached; nobody
 * needs to wait for that.
 */
export async function broadcast(
  redis: Redis,
  channel: string,
  event: OrderStatusEvent | SagaStatusEvent | AccountDisabledEvent,
): Promise<void> {
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
  // whoever only listens never learns that the other end is gone
  const stopAsking = every(ASK_EVERY, async () => void (await redis.ping().catch(() => undefined)));
  return {
    close: async () => {
      redis.removeAllListeners('message');
      redis.disconnect();
      await stopAsking();
    },
  };
}
