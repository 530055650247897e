import { setTimeout as sleep } from 'node:timers/promises';
import { makeClientConstructor, type Client, type ServiceDefinition } from '@grpc/grpc-js';
import { RESET_MS, watchedBreaker, type WorkBreaker } from '../breaker.js';
import { isElsewhere, Problem } from '../errors.js';
import { DIRECT } from './address.js';
import { isLostCall } from './errors.js';
import { grpcHealth, type GrpcHealth } from './health.js';
import { clientChannel, type GrpcTls } from './tls.js';
import type { Metrics } from '../metrics.js';
import { every, seconds, steadyNow } from '../time.js';

/** Thrown without calling: every replica's breaker is open. `retryAt` is when the first lets a trial through, ms since the epoch. */
export class BreakerOpen extends Problem {
  readonly retryAt: number;
  constructor(callee: string, retryAt: number) {
    super(503, 'SERVICE_UNAVAILABLE', {
      detail: `${callee} has been failing and is left alone for a moment; try again shortly.`,
      retryAfter: Math.max(1, (retryAt - Date.now()) / 1000),
    });
    this.retryAt = retryAt;
  }
}

/** Thrown when a callee neither answers nor says that it serves; what became of the call is not known. */
export class CalleeSilent extends Problem {
  constructor(callee: string, cause: unknown) {
    super(504, 'TIMED_OUT', { detail: `${callee} is there and does not answer.`, retryAfter: 1, cause });
  }
}

export interface ReplicasOptions {
  /** What it is called in metrics and traces. */
  readonly service: string;
  readonly definition: ServiceDefinition;
  /** The process that serves it. */
  readonly callee: string;
  /** `host:port`, one a replica. */
  readonly addresses: readonly string[];
  readonly metrics: Metrics;
  readonly tls?: GrpcTls | undefined;
  /** The largest request that the callee takes, bytes: a larger one is refused with 413 and not sent. Any size when absent. */
  readonly requestLimit?: number;
  /** How often addresses are looked up again, milliseconds; a name may come to stand for other processes. */
  readonly lookUpEveryMs?: number;
}

/** One process that serves the service, behind a circuit breaker. */
export interface Replica {
  client: Client;
  readonly breaker: WorkBreaker;
  readonly health: GrpcHealth;
  /** By the steady clock. */
  openedAt: number;
}

const CHANNEL = {
  ...DIRECT,
  'grpc.initial_reconnect_backoff_ms': 100,
  // a callee that is back is found within a quarter of a second: its restart takes little longer than that
  'grpc.max_reconnect_backoff_ms': 250,
  // a connection whose other end is gone without closing it is noticed within ten seconds, not minutes later; not sooner,
  // for a process that is merely busy would lose all its calls at once
  'grpc.keepalive_time_ms': 5_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.dns_min_time_between_resolutions_ms': 2_000,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
};

/** Before asking replicas again that were all away, milliseconds. */
const RESTART_PAUSES = [50, 100, 200, 400, 800];

/** Between two questions whether a callee is back, milliseconds. */
const ASKING_PAUSE = 200;

/** The replicas of one gRPC service, asked in turn. */
export class Replicas {
  readonly #callee: string;
  readonly #replicas: readonly Replica[];
  readonly #stopLookingUp: () => Promise<void>;
  #turn = 0;
  #closed = false;

  constructor(options: ReplicasOptions) {
    const {
      service,
      definition,
      callee,
      addresses,
      metrics,
      tls,
      requestLimit = -1,
      lookUpEveryMs = seconds(30),
    } = options;
    this.#callee = callee;
    const Constructor = makeClientConstructor(definition, service);
    const connect = (address: string): Client => {
      const channel = clientChannel(tls, address);
      const sized = { 'grpc.max_send_message_length': requestLimit };
      return new Constructor(address, channel.credentials, { ...CHANNEL, ...sized, ...channel.options });
    };
    this.#replicas = addresses.map((address) => {
      const breaker = watchedBreaker(`${callee} grpc ${address} ${service}`, metrics);
      const health = grpcHealth(address, clientChannel(tls, address), CHANNEL);
      const replica: Replica = { client: connect(address), breaker, health, openedAt: 0 };
      breaker.on('open', () => {
        replica.openedAt = steadyNow();
        void this.#closeOnReturn(replica);
      });
      return replica;
    });
    this.#stopLookingUp = every(lookUpEveryMs, async () => {
      await Promise.all(this.#replicas.map((replica, index) => renew(replica, connect(addresses[index]!))));
    });
  }

  /**
   * Asks the next replica, and each other one if no handler answered, the callee is silent, its breaker is half open
   * and tried by another call, or the replica leaves it to another: every method tolerates being called twice. When none does, one of them is most likely being restarted: they are
   * asked again for a second and a half, until `deadline` (ms since the epoch). Throws what `ask` does, BreakerOpen.
   */
  async ask<T>(deadline: number, ask: (replica: Replica) => Promise<T>): Promise<T> {
    for (let round = 0; ; round += 1) {
      let lost: unknown;
      for (const _ of this.#replicas) {
        const replica = this.#next();
        try {
          return await ask(replica);
        } catch (error) {
          if (!isLostCall(error) && !isElsewhere(error) && !isLeftAlone(error)) throw error;
          lost = error;
        }
      }
      // it is not being restarted
      if (isLeftAlone(lost)) throw lost;
      const pause = RESTART_PAUSES[round];
      if (pause === undefined || Date.now() + pause > deadline) throw lost;
      await sleep(pause);
    }
  }

  /** Resolves when one replica can be reached; rejects after `ms`. */
  async ready(ms: number): Promise<void> {
    await Promise.any(this.#replicas.map(({ client }) => connected(client, ms))).catch(() => {
      throw new Error(`${this.#callee} is not reachable`);
    });
  }

  close(): void {
    this.#closed = true;
    for (const { breaker, health } of this.#replicas) {
      breaker.shutdown();
      health.close();
    }
    // a look-up under way may still exchange a client
    void this.#stopLookingUp().then(() => this.#replicas.forEach(({ client }) => client.close()));
  }

  /**
   * Closes an open breaker as soon as the callee says that it serves, if it said nothing before: it was away or hung, and is
   * back. One that said so all along, and failed for another reason, is left alone until its breaker is half open; then it
   * need not wait for the trial call, which may take its whole deadline.
   */
  async #closeOnReturn(replica: Replica): Promise<void> {
    const { breaker, health, openedAt } = replica;
    let wasAway = false;
    while (!this.#closed && !breaker.closed && replica.openedAt === openedAt) {
      const serves = await health.serves().then(
        () => true,
        () => false,
      );
      if (serves && (wasAway || breaker.halfOpen)) return breaker.close();
      wasAway ||= !serves;
      await sleep(ASKING_PAUSE, undefined, { ref: false });
    }
  }

  /** The next replica whose breaker lets calls through. Throws BreakerOpen. */
  #next(): Replica {
    for (let i = 0; i < this.#replicas.length; i++) {
      const replica = this.#replicas[(this.#turn = (this.#turn + 1) % this.#replicas.length)]!;
      if (!replica.breaker.opened) return replica;
    }
    const first = Math.min(...this.#replicas.map(({ openedAt }) => openedAt)) + RESET_MS;
    throw new BreakerOpen(this.#callee, Date.now() + Math.max(0, first - steadyNow()));
  }
}

/** True for a call that one replica is not asked any more, or not yet again. */
const isLeftAlone = (error: unknown): boolean => error instanceof CalleeSilent || error instanceof BreakerOpen;

const connected = (client: Client, ms: number): Promise<void> =>
  new Promise((resolve, reject) =>
    client.waitForReady(Date.now() + ms, (error) => (error ? reject(new Error('not reachable')) : resolve())),
  );

/**
 * Lets a client that has looked the address up again take the place of the old one, once it can be used. The two share
 * their connections, and calls under way go on. (A server that closes old connections instead makes grpc-js give up every
 * call that is under way on them, at its next ping: grpc/grpc-node#3068.)
 */
async function renew(replica: Replica, fresh: Client): Promise<void> {
  const usable = await connected(fresh, seconds(1)).then(
    () => true,
    () => false,
  );
  const unused = usable ? replica.client : fresh;
  if (usable) replica.client = fresh;
  unused.close();
}
