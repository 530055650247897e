import { setTimeout as sleep } from 'node:timers/promises';
import { connectivityState, type ChannelOptions, type Client } from '@grpc/grpc-js';
import { RESET_MS, type WorkBreaker } from '../breaker.js';
import { Problem } from '../errors.js';
import { every, seconds, steadyNow } from '../time.js';
import { DIRECT, OWN_CONNECTION, UNCOUNTED } from './address.js';
import { Silence } from './answers.js';
import { connectionLost } from './errors.js';
import { BreakerOpen, CalleeSilent } from './left-alone.js';

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
  // opens a connection that was lost again at once, and not with the next call
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
};

/** After this long without an answer to a call, the callee is asked whether it answers at all. */
const SILENT_MS = seconds(1);

/** How long an answer counts, for all calls that wait, milliseconds. */
const ANSWER_MS = 900;

/** Pause between two questions whether a callee is back, milliseconds. */
const ASKING_PAUSE = 200;

export interface ReplicaOptions {
  /** The process's name. */
  readonly callee: string;
  /** Where it is reached, `host:port`. */
  readonly address: string;
  /** Makes a client of it, with these options besides its own. */
  readonly connect: (options: ChannelOptions) => Client;
  /** Resolves when it answers, whatever it answers; rejects with Silence, or another error when it refuses. */
  readonly answers: () => Promise<void>;
  readonly breaker: WorkBreaker;
  /** Closes a client once no call can be waiting for it. */
  readonly discard: (client: Client) => void;
}

/** One process that serves the service, behind a circuit breaker. */
export class Replica {
  readonly #options: ReplicaOptions;
  readonly #breaker: WorkBreaker;
  #client: Client;
  #connectedAt = steadyNow();
  #asking: Promise<void> | undefined;
  #answeredAt = -Infinity;
  #openedAt = 0;
  /** Whether it was silent or refused connections when it was last asked; undefined when it answered. */
  #away: 'silent' | 'refusing' | undefined;
  #closed = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.#client = options.connect(CHANNEL);
    this.#breaker = options.breaker;
    this.#breaker.on('open', () => {
      this.#openedAt = steadyNow();
      void this.#closeOnReturn();
    });
    // a trial call would be lost as well
    this.#breaker.on('halfOpen', () => this.#away && this.#breaker.open());
  }

  get address(): string {
    return this.#options.address;
  }

  /** True while its breaker lets no call through. */
  get isLeftAlone(): boolean {
    return this.#breaker.opened;
  }

  /** When its breaker opened, by the steady clock. */
  get openedAt(): number {
    return this.#openedAt;
  }

  /**
   * The result of the call. While there is none, the callee is asked each second whether it answers at all, and left alone if it does not.
   * Throws what `send` rejects with, CalleeSilent (the call goes on then, and nobody waits for it), and BreakerOpen when another call is
   * the trial of a breaker that is half open.
   */
  async call<T>(send: (client: Client) => Promise<T>): Promise<T> {
    try {
      return (await this.#breaker.fire(() => this.#whileAnswering(send))) as T;
    } catch (error) {
      throw error instanceof Problem ? error : new BreakerOpen(this.#options.callee, Date.now() + RESET_MS / 4);
    }
  }

  /** Its client, once it is known to answer and to be connected. Throws CalleeSilent, or a lost call. */
  async reach(): Promise<Client> {
    await this.#ask().catch((error: unknown) => {
      throw error instanceof Silence ? this.#fallenSilent(error) : connectionLost(this.#options.callee, error);
    });
    const client = this.#client;
    await this.connected(SILENT_MS).catch((error: unknown) => {
      this.#reconnectIfStuck(client);
      throw connectionLost(this.#options.callee, error);
    });
    return client;
  }

  /** Rejects if there is no connection within `ms` milliseconds. */
  connected(ms: number): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#client.waitForReady(Date.now() + ms, (error) => (error ? reject(new Error('not reachable')) : resolve())),
    );
  }

  /** Ends it. Calls under way are answered when it is no longer listed; they break off when the process ends. */
  close(how: 'no longer listed' | 'process ends'): void {
    this.#closed = true;
    this.#breaker.shutdown();
    if (how === 'process ends') this.#client.close();
    else this.#options.discard(this.#client);
  }

  async #whileAnswering<T>(send: (client: Client) => Promise<T>): Promise<T> {
    const client = this.#client;
    let stop: (() => Promise<void>) | undefined;
    const lost = new Promise<never>((_, reject) => {
      stop = every(SILENT_MS, () => this.#assertWaiting(client).catch(reject));
    });
    return Promise.race([send(client), lost]).finally(() => void stop?.());
  }

  /** Rejects when no answer to a call on this client can be expected. */
  async #assertWaiting(client: Client): Promise<void> {
    try {
      await this.#ask();
    } catch (error) {
      // one that refuses is closing, or has crashed: a call whose connection is lost ends by itself
      if (error instanceof Silence) throw this.#fallenSilent(error);
      return;
    }
    if (this.#reconnectIfStuck(client))
      throw connectionLost(this.#options.callee, new Error('The connection could not be opened.'));
  }

  #fallenSilent(cause: Silence): CalleeSilent {
    this.#away = 'silent';
    this.#breaker.open();
    return new CalleeSilent(this.#options.callee, cause);
  }

  /** Asks whether it answers, unless it has just done so. */
  async #ask(): Promise<void> {
    if (steadyNow() < this.#answeredAt + ANSWER_MS) return;
    this.#asking ??= this.#options
      .answers()
      .then(() => void (this.#answeredAt = steadyNow()))
      .finally(() => (this.#asking = undefined));
    await this.#asking;
  }

  /**
   * Closes an open breaker as soon as the callee answers, if it did not before: it was down or hung, and is back. For a callee that answered
   * all along, and failed for another reason, the breaker stays open until it is half open; it is then closed without waiting for the trial
   * call, which may take its whole deadline.
   */
  async #closeOnReturn(): Promise<void> {
    const openedAt = this.#openedAt;
    while (!this.#closed && !this.#breaker.closed && this.#openedAt === openedAt) {
      const failure = await this.#ask().catch((error: unknown) => error ?? true);
      if (this.#closed) return;
      if (failure instanceof Silence) this.#away = 'silent';
      else if (failure) this.#away ??= 'refusing';
      else if (this.#away || this.#breaker.halfOpen) return this.#return();
      await sleep(ASKING_PAUSE, undefined, { ref: false });
    }
  }

  #return(): void {
    // a connection that was begun meanwhile may never be opened: the system tries it again after a minute or two, and grpc-js waits for
    // ever for one that was accepted and then forgotten (grpc/grpc-node#2785)
    if (this.#away === 'silent') this.#reconnect();
    this.#away = undefined;
    this.#breaker.close();
  }

  /** True when the client waits for a connection although the callee answers on another one: it would wait for minutes. */
  #reconnectIfStuck(client: Client): boolean {
    if (client.getChannel().getConnectivityState(false) !== connectivityState.CONNECTING) return false;
    if (client !== this.#client) return true;
    if (steadyNow() < this.#connectedAt + SILENT_MS) return false;
    this.#reconnect();
    return true;
  }

  #reconnect(): void {
    this.#options.discard(this.#client);
    this.#client = this.#options.connect({ ...CHANNEL, ...OWN_CONNECTION });
    this.#connectedAt = steadyNow();
  }
}
