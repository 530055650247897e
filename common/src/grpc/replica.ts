import { setTimeout as sleep } from 'node:timers/promises';
import { connectivityState, type ChannelOptions, type Client } from '@grpc/grpc-js';
import { RESET_MS, type WorkBreaker } from '../breaker.js';
import { Problem } from '../errors.js';
import { every, seconds, steadyNow } from '../time.js';
import { DIRECT, OWN_CONNECTION, UNCOUNTED } from './address.js';
import { ANSWER_LIMIT, Refusal, Silence } from './answers.js';
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

/** A connection that is not open after this time, to a callee that answers, is opened again. */
const STUCK_MS = ANSWER_LIMIT + seconds(0.5);

/** Pause between two questions whether a callee is back, milliseconds. */
const ASKING_PAUSE = 200;

export interface ReplicaOptions {
  /** The process's name. */
  readonly callee: string;
  /** Where it is reached, `host:port`. */
  readonly address: string;
  /** Makes a client of it, with these options besides its own. */
  readonly connect: (options: ChannelOptions) => Client;
  /** Resolves when it answers, whatever it answers; rejects with Silence or Refusal, or another error when that is not known. */
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
  /** Since when its connection is being opened, by the steady clock. */
  #openingSince: number | undefined;
  #asking: Promise<void> | undefined;
  #answeredAt = -Infinity;
  #openedAt = 0;
  /** Whether it was silent or refused connections when its breaker was open; undefined since it has answered. */
  #away: 'silent' | 'refusing' | undefined;
  #closed = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.#client = this.#connect(CHANNEL);
    this.#breaker = options.breaker;
    this.#breaker.on('open', () => {
      this.#openedAt = steadyNow();
      void this.#closeOnReturn();
    });
    this.#breaker.on('close', () => (this.#away = undefined));
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

  /** True while it has a connection. */
  get isConnected(): boolean {
    return stateOf(this.#client) === connectivityState.READY;
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
      if ((error as { code?: unknown }).code !== 'EOPENBREAKER') throw error;
      throw new BreakerOpen(this.#options.callee, Date.now() + RESET_MS / 4);
    }
  }

  /** Its client, once it is known to answer and to be connected. Throws CalleeSilent, or a lost call. */
  async reach(): Promise<Client> {
    await this.#ask().catch((error: unknown) => {
      throw error instanceof Silence ? this.#fallenSilent(error) : this.#lost(error);
    });
    const client = this.#client;
    await this.connected(STUCK_MS).catch((error: unknown) => {
      this.#reconnectIfStuck(client);
      throw this.#lost(error);
    });
    return client;
  }

  /** Rejects if there is no connection within `ms` milliseconds, or it is closed meanwhile. */
  async connected(ms: number): Promise<void> {
    const client = this.#client;
    const error = await new Promise((resolve) => client.waitForReady(Date.now() + ms, resolve));
    if (!error && !this.#closed) return;
    // waiting for a client that is being closed opens its connection once more
    if (this.#closed) client.close();
    throw new Error('not reachable');
  }

  /** Opens another connection when one is being opened for long to a callee that answers. */
  async repair(): Promise<void> {
    if (this.#isStuck())
      await this.#ask().then(
        () => this.#reconnectIfStuck(this.#client),
        () => undefined,
      );
  }

  /** Ends it: `fire` takes no more calls. Those under way may still be answered. */
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
    if (this.#reconnectIfStuck(client)) throw this.#lost(new Error('The connection could not be opened.'));
  }

  #fallenSilent(cause: Silence): CalleeSilent {
    // a breaker that was shut down would work again
    if (!this.#closed) {
      this.#away = 'silent';
      this.#breaker.open();
    }
    return new CalleeSilent(this.#options.callee, cause);
  }

  #lost(cause: unknown): Problem {
    return connectionLost(this.#options.callee, cause);
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
    const isOver = () => this.#closed || this.#breaker.closed || this.#openedAt !== openedAt;
    while (!isOver()) {
      const failure: unknown = await this.#ask().catch((error: unknown) => error);
      if (isOver()) return;
      if (failure instanceof Silence) this.#away = 'silent';
      else if (failure instanceof Refusal) this.#away ??= 'refusing';
      else if (!failure && (this.#away || this.#breaker.halfOpen)) return this.#return();
      // a trial call would be lost as well
      if (this.#away && this.#breaker.halfOpen) return this.#breaker.open();
      await sleep(ASKING_PAUSE, undefined, { ref: false });
    }
  }

  #return(): void {
    // a connection that was begun meanwhile may never be opened: the system tries it again after a minute or two, and grpc-js waits for
    // ever for one that was accepted and then forgotten (grpc/grpc-node#2785)
    if (this.#away === 'silent') this.#reconnect();
    this.#breaker.close();
  }

  #isStuck(): boolean {
    return this.#openingSince !== undefined && steadyNow() > this.#openingSince + STUCK_MS;
  }

  /** True when a call on this client would wait for a connection for minutes, though the callee has just answered on another one. */
  #reconnectIfStuck(client: Client): boolean {
    if (client !== this.#client) return stateOf(client) === connectivityState.CONNECTING;
    if (!this.#isStuck() || this.#closed) return false;
    this.#reconnect();
    return true;
  }

  #reconnect(): void {
    this.#options.discard(this.#client);
    this.#client = this.#connect({ ...CHANNEL, ...OWN_CONNECTION });
  }

  /** A client that has begun to connect. */
  #connect(options: ChannelOptions): Client {
    const client = this.#options.connect(options);
    const channel = client.getChannel();
    channel.getConnectivityState(true);
    this.#openingSince = steadyNow();
    const follow = () => {
      if (this.#closed || client !== this.#client) return;
      const state = stateOf(client);
      this.#openingSince = state === connectivityState.CONNECTING ? steadyNow() : undefined;
      channel.watchConnectivityState(state, Infinity, follow);
    };
    channel.watchConnectivityState(stateOf(client), Infinity, follow);
    return client;
  }
}

/** The state of a client's connection, which is not opened for the question. */
const stateOf = (client: Client): connectivityState => client.getChannel().getConnectivityState(false);
