import { connectivityState, type ChannelOptions, type Client } from '@grpc/grpc-js';
import { seconds, steadyNow } from '../time.js';
import { DIRECT, OWN_CONNECTION, UNCOUNTED } from './address.js';
import { ANSWER_LIMIT } from './answers.js';

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

/** A connection that is not open after this time, to a callee that answers, is opened again. */
const STUCK_MS = ANSWER_LIMIT + seconds(0.5);

export interface ConnectionOptions {
  /** Makes a client, with these options besides its own. */
  readonly connect: (options: ChannelOptions) => Client;
  /** Closes a client once no call can be waiting for it. */
  readonly discard: (client: Client) => void;
}

/** The client of one process, which is replaced when its connection can no longer be opened. */
export class Connection {
  readonly #options: ConnectionOptions;
  #client: Client;
  /** Since when it is being opened, by the steady clock. */
  #openingSince: number | undefined;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = this.#begin(CHANNEL);
  }

  get client(): Client {
    return this.#client;
  }

  get isOpen(): boolean {
    return stateOf(this.#client) === connectivityState.READY;
  }

  /** True when it has been opened for so long that another one is needed if the process answers. */
  get isStuck(): boolean {
    return this.#openingSince !== undefined && steadyNow() > this.#openingSince + STUCK_MS;
  }

  /** Rejects if it is not open within `ms` milliseconds, or closed meanwhile. */
  async opened(ms = STUCK_MS): Promise<void> {
    const client = this.#client;
    const error = await new Promise((resolve) => client.waitForReady(Date.now() + ms, resolve));
    if (!error && !this.#closed) return;
    // waiting for a client that is being closed opens its connection once more
    if (this.#closed) client.close();
    throw new Error('not reachable');
  }

  /** For a process that has just answered: true when a call on this client would wait for its connection for minutes. */
  replaceIfStuck(client: Client): boolean {
    if (client !== this.#client) return stateOf(client) === connectivityState.CONNECTING;
    if (!this.isStuck || this.#closed) return false;
    this.replace();
    return true;
  }

  /** Opens another one, which shares nothing with this. */
  replace(): void {
    this.#options.discard(this.#client);
    this.#client = this.#begin({ ...CHANNEL, ...OWN_CONNECTION });
  }

  close(how: 'no longer listed' | 'process ends'): void {
    this.#closed = true;
    if (how === 'process ends') this.#client.close();
    else this.#options.discard(this.#client);
  }

  /** A client that has begun to connect. */
  #begin(options: ChannelOptions): Client {
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
