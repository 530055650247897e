import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelOptions, Client } from '@grpc/grpc-js';
import type { WorkBreaker } from '../breaker.js';
import { minutes, seconds, steadyNow } from '../time.js';
import { DIRECT, OWN_CONNECTION, UNCOUNTED } from './address.js';

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

/** Pause between two checks whether a callee is back, milliseconds. */
const ASKING_PAUSE = 200;

/** Longer than the system tries to open a connection. */
const OPENING_MS = minutes(2.5);

export interface ReplicaOptions {
  /** Makes a client of it, with these options besides its own. */
  readonly connect: (options: ChannelOptions) => Client;
  /** Resolves when it reports that it serves. */
  readonly checkHealth: () => Promise<void>;
  readonly breaker: WorkBreaker;
}

/** One process that serves the service, behind a circuit breaker. */
export class Replica {
  readonly breaker: WorkBreaker;
  readonly #options: ReplicaOptions;
  /** Clients that were replaced and may still be opening a connection. */
  readonly #replaced = new Set<Client>();
  #client: Client;
  #checking: Promise<void> | undefined;
  #openedAt = 0;
  /** True from a health check that failed, a reason to open the breaker or to leave it open, until one that succeeds. */
  #away = false;
  #closed = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.#client = options.connect(CHANNEL);
    this.breaker = options.breaker;
    this.breaker.on('open', () => {
      this.#openedAt = steadyNow();
      void this.#closeOnReturn();
    });
    // a trial call would be lost as well
    this.breaker.on('halfOpen', () => this.#away && this.breaker.open());
  }

  get client(): Client {
    return this.#client;
  }

  /** When its breaker opened, by the steady clock. */
  get openedAt(): number {
    return this.#openedAt;
  }

  /** Checks its health; who asks while another waits gets the same answer. */
  serves(): Promise<void> {
    return (this.#checking ??= this.#options.checkHealth().finally(() => (this.#checking = undefined)));
  }

  /** Leaves a callee that does not report that it serves alone until it does. */
  leaveAlone(): void {
    this.#away = true;
    this.breaker.open();
  }

  /** Rejects if there is no connection within `ms` milliseconds. */
  connected(ms: number): Promise<void> {
    return connected(this.#client, ms);
  }

  /**
   * Replaces the client by one that has looked the address up again, once the new one is connected. The two share their connections, and
   * calls under way continue. (A server that closes old connections instead makes grpc-js abort every call that is under way on them, at
   * its next ping: grpc/grpc-node#3068.)
   */
  async lookUpAgain(): Promise<void> {
    const fresh = this.#options.connect(CHANNEL);
    const usable = await connected(fresh, seconds(1)).then(
      () => true,
      () => false,
    );
    const unused = usable ? this.#client : fresh;
    if (usable) this.#client = fresh;
    unused.close();
  }

  close(): void {
    this.#closed = true;
    this.breaker.shutdown();
    for (const client of [this.#client, ...this.#replaced]) client.close();
  }

  /**
   * Closes an open breaker as soon as the callee reports that it serves, if it did not before: it was down or hung, and is back. For a
   * callee that reported so all along, and failed for another reason, the breaker stays open until it is half open; it is then closed
   * without waiting for the trial call, which may take its whole deadline.
   */
  async #closeOnReturn(): Promise<void> {
    const openedAt = this.#openedAt;
    while (!this.#closed && !this.breaker.closed && this.#openedAt === openedAt) {
      const serves = await this.serves().then(
        () => true,
        () => false,
      );
      const mayClose = serves && (this.#away || this.breaker.halfOpen);
      this.#away = !serves;
      if (mayClose && !this.#closed) {
        this.#reconnect();
        return this.breaker.close();
      }
      await sleep(ASKING_PAUSE, undefined, { ref: false });
    }
  }

  /**
   * Replaces the client by one with a connection of its own. The old one may be opening a connection since the host was away: the system
   * tries that again a minute or two later, and grpc-js waits for ever if it was accepted and then forgotten (grpc/grpc-node#2785). Closed
   * now, it would keep that connection open unused.
   */
  #reconnect(): void {
    const old = this.#client;
    this.#client = this.#options.connect({ ...CHANNEL, ...OWN_CONNECTION });
    this.#replaced.add(old);
    setTimeout(() => {
      this.#replaced.delete(old);
      old.close();
    }, OPENING_MS).unref();
  }
}

const connected = (client: Client, ms: number): Promise<void> =>
  new Promise((resolve, reject) =>
    client.waitForReady(Date.now() + ms, (error) => (error ? reject(new Error('not reachable')) : resolve())),
  );
