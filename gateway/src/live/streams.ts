import type { Logger } from '@shop/common/logging/logger';
import { Gauge, type Metrics } from '@shop/common/metrics';
import { subscribe, type Subscription } from '@shop/common/redis/broadcasts';
import { CHANNELS, type OrderStatusEvent } from '@shop/protos/channels';
import { every, seconds, steadyNow } from '@shop/common/time';
import type { Redis } from 'ioredis';
import type { Stream } from './stream.js';

const BEAT_MS = seconds(10);
const MOST_READS = 32;
/** A stream without broadcasts is read again after this delay, which grows up to the longest. */
export const FIRST_POLL_MS = seconds(10);
const LONGEST_POLL_MS = seconds(30);

/** All open streams, fed by one subscription. Broadcasts may be lost; the repeatedly read history is authoritative. */
export class Streams {
  /** The streams of each order, each with the timer of its heartbeats. */
  readonly #byOrder = new Map<string, Map<Stream, NodeJS.Timeout>>();
  readonly #beatMs: number;
  readonly #random: () => number;
  readonly #redis: Redis;
  readonly #logger: Logger;
  readonly #open: Gauge;
  readonly #stopPolling: () => Promise<void>;
  #subscription: Subscription | undefined;
  readonly #passed = new Set<() => void>();
  #draining = false;

  /** `redis` is a separate connection, which becomes a subscriber's. */
  constructor({ redis, logger, metrics, beatMs = BEAT_MS, tickMs = seconds(1), random = Math.random }: StreamsOptions) {
    this.#redis = redis;
    this.#logger = logger;
    this.#beatMs = beatMs;
    this.#random = random;
    this.#open = new Gauge({
      name: 'event_streams_open',
      help: 'Event streams that are open',
      registers: [metrics.registry],
    });
    this.#stopPolling = every(tickMs, () => this.#poll());
    void this.#listen();
  }

  get draining(): boolean {
    return this.#draining;
  }

  add(stream: Stream): void {
    const streams = this.#byOrder.get(stream.orderId) ?? new Map<Stream, NodeJS.Timeout>();
    this.#byOrder.set(stream.orderId, streams.set(stream, this.#beatLater(stream)));
    this.#open.inc();
  }

  remove(stream: Stream): void {
    const streams = this.#byOrder.get(stream.orderId);
    clearTimeout(streams?.get(stream));
    if (!streams?.delete(stream)) return;
    if (streams.size === 0) this.#byOrder.delete(stream.orderId);
    this.#open.dec();
  }

  /**
   * Sends a heartbeat after 80 to 100 % of the interval, and so on. At the same time for all, those of ten thousand streams would delay
   * every other request by half a second; without the random part, each stall would gather more of them.
   */
  #beatLater(stream: Stream): NodeJS.Timeout {
    return setTimeout(
      () => {
        this.#byOrder.get(stream.orderId)?.set(stream, this.#beatLater(stream));
        stream.beat();
      },
      this.#beatMs * (0.8 + 0.2 * this.#random()),
    ).unref();
  }

  /** Calls `end` when this gateway shuts down, for a forwarded stream; returns the function that unregisters it. */
  whenDraining(end: () => void): () => void {
    this.#passed.add(end);
    this.#open.inc();
    return () => {
      if (this.#passed.delete(end)) this.#open.dec();
    };
  }

  /** Ends every stream with the hint to reconnect. */
  drain(): void {
    this.#draining = true;
    for (const end of this.#passed) end();
    for (const stream of this.#all()) stream.sendAway();
  }

  async close(): Promise<void> {
    this.drain();
    await this.#stopPolling();
    if (this.#subscription) await this.#subscription.close();
    else this.#redis.disconnect();
  }

  async #listen(): Promise<void> {
    try {
      this.#subscription = await subscribe<OrderStatusEvent>(this.#redis, CHANNELS.orders, {
        logger: this.#logger,
        onEvent: (event) => {
          for (const stream of this.#byOrder.get(event.orderId)?.keys() ?? []) stream.hear(event);
        },
        onGap: () => void this.#afterGap(),
      });
      await this.#catchUp(this.#all());
    } catch (error) {
      if (!this.#draining) this.#logger.warn('Order changes cannot be subscribed to', { error });
    }
  }

  async #afterGap(): Promise<void> {
    // answered after the renewed SUBSCRIBE, so no later message is missed
    await this.#redis.ping().catch(() => undefined);
    await this.#catchUp(this.#all());
  }

  async #poll(): Promise<void> {
    const now = steadyNow();
    const quiet = this.#all().filter((stream) => now - stream.quietSince >= stream.pollMs);
    for (const stream of quiet) stream.pollMs = Math.min(LONGEST_POLL_MS, stream.pollMs * 1.5);
    await this.#catchUp(quiet);
  }

  async #catchUp(streams: readonly Stream[]): Promise<void> {
    const waiting = [...streams];
    const worker = async () => {
      for (let stream = waiting.pop(); stream; stream = waiting.pop()) await stream.catchUp();
    };
    await Promise.all(Array.from({ length: Math.min(MOST_READS, waiting.length) }, worker));
  }

  #all(): Stream[] {
    return [...this.#byOrder.values()].flatMap((streams) => [...streams.keys()]);
  }
}

export interface StreamsOptions {
  readonly redis: Redis;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly beatMs?: number;
  readonly tickMs?: number;
  readonly random?: () => number;
}
