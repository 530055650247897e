import { setTimeout as sleep } from 'node:timers/promises';
import { makeClientConstructor, type ServiceDefinition } from '@grpc/grpc-js';
import { RESET_MS, watchedBreaker } from '../breaker.js';
import { isElsewhere, Problem } from '../errors.js';
import { isLostCall } from './errors.js';
import { checkHealth } from './health.js';
import { Replica } from './replica.js';
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

/** Pauses before asking again when all replicas were unreachable, milliseconds. */
const RESTART_PAUSES = [50, 100, 200, 400, 800];

/** The replicas of one gRPC service, asked in turn. */
export class Replicas {
  readonly #callee: string;
  readonly #replicas: readonly Replica[];
  readonly #stopLookingUp: () => Promise<void>;
  #turn = 0;

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
    this.#replicas = addresses.map((address) => {
      const { credentials, options: own } = clientChannel(tls, address);
      const sized = { 'grpc.max_send_message_length': requestLimit };
      return new Replica({
        connect: (channel) => new Constructor(address, credentials, { ...channel, ...sized, ...own }),
        checkHealth: () => checkHealth(address, { credentials, options: own }),
        breaker: watchedBreaker(`${callee} grpc ${address} ${service}`, metrics),
      });
    });
    this.#stopLookingUp = every(lookUpEveryMs, async () => {
      await Promise.all(this.#replicas.map((replica) => replica.lookUpAgain()));
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
          if (error instanceof CalleeSilent) replica.leaveAlone();
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
    await Promise.any(this.#replicas.map((replica) => replica.connected(ms))).catch(() => {
      throw new Error(`${this.#callee} is not reachable`);
    });
  }

  close(): void {
    // a look-up under way may still replace a client
    void this.#stopLookingUp().then(() => this.#replicas.forEach((replica) => replica.close()));
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

/** True when a replica must not be asked any more, or not yet again. */
const isLeftAlone = (error: unknown): boolean => error instanceof CalleeSilent || error instanceof BreakerOpen;
