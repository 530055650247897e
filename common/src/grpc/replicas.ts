import { setTimeout as sleep } from 'node:timers/promises';
import { makeClientConstructor, type Client, type ServiceDefinition } from '@grpc/grpc-js';
import { RESET_MS, watchedBreaker, type WorkBreaker } from '../breaker.js';
import { isElsewhere, Problem } from '../errors.js';
import { DIRECT, UNCOUNTED } from './address.js';
import { isLostCall } from './errors.js';
import { grpcHealth, type GrpcHealth } from './health.js';
import { clientChannel, type GrpcTls } from './tls.js';
import type { Metrics } from '../metrics.js';
import { every, seconds, steadyNow } from '../time.js';

/**
 * Thrown without calling, because every replica's breaker is open. `retryAt` is when the first lets a trial call through, ms since the
 * epoch.
 */
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

/** Thrown when a callee neither answers nor reports that it serves; the outcome of the call is unknown. */
export class CalleeSilent extends Problem {
  constructor(callee: string, cause: unknown) {
    super(504, 'TIMED_OUT', { detail: `${callee} did not answer; try again shortly.`, retryAfter: 1, cause });
  }
}

export interface ReplicasOptions {
  /** The service's name in metrics and traces. */
  readonly service: string;
  readonly definition: ServiceDefinition;
  /** The process that serves it. */
  readonly callee: string;
  /** `host:port`, one per replica. */
  readonly addresses: readonly string[];
  readonly metrics: Metrics;
  readonly tls?: GrpcTls | undefined;
  /** The largest request that the callee accepts, bytes: a larger one is refused with 413 and not sent. Any size when absent. */
  readonly requestLimit?: number;
  /** How often addresses are looked up again, milliseconds; a name may later resolve to other processes. */
  readonly lookUpEveryMs?: number;
}

/** One process that serves the service, behind a circuit breaker. */
export interface Replica {
  client: Client;
  readonly breaker: WorkBreaker;
  readonly health: GrpcHealth;
  /** When the breaker opened, by the steady clock. */
  openedAt: number;
  /** True from a health check that failed, a reason to open the breaker or to leave it open, until one that succeeds. */
  away: boolean;
}

const CHANNEL = {
  ...DIRECT,
  ...UNCOUNTED,
  'grpc.initial_reconnect_backoff_ms': 100,
  // reconnects to a restarted callee within a quarter of a second: a restart takes little longer than that
  'grpc.max_reconnect_backoff_ms': 250,
  // notices within ten seconds, not minutes later, that the other end is gone without closing the connection; not sooner, because a process
  // that is merely busy would lose all its calls at once
  'grpc.keepalive_time_ms': 5_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.dns_min_time_between_resolutions_ms': 2_000,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
};

/** Pauses before asking again when all replicas were unreachable, milliseconds. */
const RESTART_PAUSES = [50, 100, 200, 400, 800];

/** Pause between two checks whether a callee is back, milliseconds. */
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
      const replica: Replica = { client: connect(address), breaker, health, openedAt: 0, away: false };
      breaker.on('open', () => {
        replica.openedAt = steadyNow();
        void this.#closeOnReturn(replica);
      });
      // a trial call would be lost as well
      breaker.on('halfOpen', () => replica.away && breaker.open());
      return replica;
    });
    this.#stopLookingUp = every(lookUpEveryMs, async () => {
      await Promise.all(this.#replicas.map((replica, index) => renew(replica, connect(addresses[index]!))));
    });
  }

  /**
   * Asks the next replica, and each other one if no handler answered, the callee is silent, its breaker is half open and tried by another
   * call, or the replica leaves the call to another: every method tolerates being called twice. When none answers, one of them is most
   * likely restarting: they are asked again for a second and a half, until `deadline` (ms since the epoch). Throws what `ask` throws, and
   * BreakerOpen.
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
          if (error instanceof CalleeSilent) leaveAlone(replica);
          lost = error;
        }
      }
      // the callee is not restarting
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
    // a look-up under way may still replace a client
    void this.#stopLookingUp().then(() => this.#replicas.forEach(({ client }) => client.close()));
  }

  /**
   * Closes an open breaker as soon as the callee reports that it serves, if it did not before: it was down or hung, and is back. For a
   * callee that reported so all along, and failed for another reason, the breaker stays open until it is half open; it is then closed
   * without waiting for the trial call, which may take its whole deadline.
   */
  async #closeOnReturn(replica: Replica): Promise<void> {
    const { breaker, health, openedAt } = replica;
    while (!this.#closed && !breaker.closed && replica.openedAt === openedAt) {
      const serves = await health.serves().then(
        () => true,
        () => false,
      );
      const mayClose = serves && (replica.away || breaker.halfOpen);
      replica.away = !serves;
      if (mayClose) return breaker.close();
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

/** Leaves a callee that does not report that it serves alone until it does. */
function leaveAlone(replica: Replica): void {
  replica.away = true;
  replica.breaker.open();
}

/** True when a replica must not be asked any more, or not yet again. */
const isLeftAlone = (error: unknown): boolean => error instanceof CalleeSilent || error instanceof BreakerOpen;

const connected = (client: Client, ms: number): Promise<void> =>
  new Promise((resolve, reject) =>
    client.waitForReady(Date.now() + ms, (error) => (error ? reject(new Error('not reachable')) : resolve())),
  );

/**
 * Replaces a client by one that has looked the address up again, once the new one is connected. The two share their connections, and calls
 * under way continue. (A server that closes old connections instead makes grpc-js abort every call that is under way on them, at its next
 * ping: grpc/grpc-node#3068.)
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
