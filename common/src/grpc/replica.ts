import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@grpc/grpc-js';
import { RESET_MS, type WorkBreaker } from '../breaker.js';
import { Problem } from '../errors.js';
import { every, seconds, steadyNow } from '../time.js';
import { Refusal, Silence } from './answers.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { connectionLost } from './errors.js';
import { BreakerOpen, CalleeSilent } from './left-alone.js';

/** After this long without an answer to a call, the callee is asked whether it answers at all. */
const SILENT_MS = seconds(1);

/** How long an answer counts, for all calls that wait, milliseconds. */
const ANSWER_MS = 900;

/** Pause between two questions whether a callee is back, milliseconds. */
const ASKING_PAUSE = 200;

export interface ReplicaOptions extends ConnectionOptions {
  /** The process's name. */
  readonly callee: string;
  /** Where it is reached, `host:port`. */
  readonly address: string;
  /** Resolves when it answers, whatever it answers; rejects with Silence or Refusal, or another error when that is not known. */
  readonly answers: () => Promise<void>;
  readonly breaker: WorkBreaker;
}

/** One process that serves the service, behind a circuit breaker. */
export class Replica {
  readonly #options: ReplicaOptions;
  readonly #breaker: WorkBreaker;
  readonly #connection: Connection;
  #asking: Promise<void> | undefined;
  #answeredAt = -Infinity;
  #openedAt = 0;
  /** Whether it was silent or refused connections when its breaker was open; undefined since it has answered. */
  #away: 'silent' | 'refusing' | undefined;
  #closed = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.#connection = new Connection(options);
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
    return this.#connection.isOpen;
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
    const { client } = this.#connection;
    await this.#connection.opened().catch((error: unknown) => {
      this.#connection.replaceIfStuck(client);
      throw this.#lost(error);
    });
    return client;
  }

  /** Rejects if there is no connection within `ms` milliseconds, or it is closed meanwhile. */
  connected(ms: number): Promise<void> {
    return this.#connection.opened(ms);
  }

  /** Opens another connection when one is being opened for long to a callee that answers. */
  async repair(): Promise<void> {
    if (this.#connection.isStuck)
      await this.#ask().then(
        () => this.#connection.replaceIfStuck(this.#connection.client),
        () => undefined,
      );
  }

  /** Ends it: `fire` takes no more calls. Those under way may still be answered. */
  close(how: 'no longer listed' | 'process ends'): void {
    this.#closed = true;
    this.#breaker.shutdown();
    this.#connection.close(how);
  }

  async #whileAnswering<T>(send: (client: Client) => Promise<T>): Promise<T> {
    const { client } = this.#connection;
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
    if (this.#connection.replaceIfStuck(client)) throw this.#lost(new Error('The connection could not be opened.'));
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
    if (this.#away === 'silent') this.#connection.replace();
    this.#breaker.close();
  }
}
