import { setTimeout as sleep } from 'node:timers/promises';
import { makeClientConstructor, type Client, type ServiceDefinition } from '@grpc/grpc-js';
import { RESET_MS, watchedBreaker } from '../breaker.js';
import { isElsewhere } from '../errors.js';
import { Hosts, isName, type Lookup } from '../hosts.js';
import type { Metrics } from '../metrics.js';
import { every, minutes, pause, seconds, steadyNow } from '../time.js';
import { grpcAddress, hostAndPort, type Endpoint } from './address.js';
import { answers } from './answers.js';
import { isLostCall } from './errors.js';
import { BreakerOpen, isLeftAlone } from './left-alone.js';
import { Replica } from './replica.js';
import { clientChannel, type GrpcTls } from './tls.js';

export interface ReplicasOptions {
  /** The service's name in metrics and traces. */
  readonly service: string;
  readonly definition: ServiceDefinition;
  /** The process that serves it. */
  readonly callee: string;
  /** `host:port`; every address of a name is a replica of its own. */
  readonly addresses: readonly string[];
  readonly metrics: Metrics;
  readonly tls?: GrpcTls | undefined;
  /** The largest request that the callee accepts, bytes: a larger one is refused with 413 and not sent. Any size when absent. */
  readonly requestLimit?: number;
  readonly lookup?: Lookup;
  /** How often names are looked up and connections that cannot be opened are begun again, milliseconds. */
  readonly careEveryMs?: number;
}

/** Pauses before asking again when all replicas were unreachable, milliseconds. */
const RESTART_PAUSES = [50, 100, 200, 400, 800];

/** The shortest time between two look-ups of names, milliseconds. */
const LOOK_UP_PAUSE = seconds(1);

/** Longer than a call takes, and than the system tries to open a connection. */
const DISCARD_MS = minutes(2.5);

/** The replicas of one gRPC service, asked in turn. */
export class Replicas {
  readonly #options: ReplicasOptions;
  readonly #hosts: Hosts;
  readonly #hasNames: boolean;
  readonly #firstLookUp: Promise<void>;
  readonly #stopCare: () => Promise<void>;
  /** Clients that are no longer used, and may still have calls. */
  readonly #discarded = new Set<Client>();
  #replicas: readonly Replica[] = [];
  #isLookingUp = false;
  #lookedUpAt = -Infinity;
  #closed = false;
  #turn = 0;

  constructor(options: ReplicasOptions) {
    const { addresses, lookup, careEveryMs = seconds(5) } = options;
    this.#options = options;
    this.#hosts = new Hosts(lookup);
    this.#hasNames = addresses.some((address) => isName(hostAndPort(address).host));
    this.#take(addresses.map((address) => ({ address, host: hostAndPort(address).host })));
    this.#firstLookUp = this.#lookUp();
    this.#stopCare = every(careEveryMs, async () => {
      await Promise.all([this.#lookUp(), ...this.#replicas.map((replica) => replica.repair())]);
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
      const tried = new Set<Replica>();
      let last: unknown;
      let mayRestart = false;
      for (let replica = this.#next(tried); replica; replica = this.#next(tried)) {
        tried.add(replica);
        try {
          return await ask(replica);
        } catch (error) {
          if (!isLostCall(error) && !isElsewhere(error) && !isLeftAlone(error)) throw error;
          last = error;
          mayRestart ||= !isLeftAlone(error);
        }
      }
      last ??= this.#allLeftAlone();
      // the callee may have moved
      if (!isElsewhere(last)) void this.#lookUp();
      const restarting = RESTART_PAUSES[round];
      if (!mayRestart || restarting === undefined || Date.now() + restarting > deadline) throw last;
      await sleep(restarting);
    }
  }

  /** Resolves when one replica can be reached; rejects after `ms`. */
  async ready(ms: number): Promise<void> {
    const until = steadyNow() + ms;
    await Promise.race([this.#firstLookUp, pause(ms)]);
    await Promise.any(this.#replicas.map((replica) => replica.connected(until - steadyNow()))).catch(() => {
      throw new Error(`${this.#options.callee} is not reachable`);
    });
  }

  close(): void {
    this.#closed = true;
    void this.#stopCare();
    for (const replica of this.#replicas) replica.close('process ends');
    for (const client of this.#discarded) client.close();
  }

  /** In turn, of those not tried whose breaker lets calls through, one that is connected; any of them when none is. */
  #next(tried: ReadonlySet<Replica>): Replica | undefined {
    let unconnected: Replica | undefined;
    for (let i = 0; i < this.#replicas.length; i++) {
      const replica = this.#replicas[(this.#turn = (this.#turn + 1) % this.#replicas.length)]!;
      if (replica.isLeftAlone || tried.has(replica)) continue;
      if (replica.isConnected) return replica;
      unconnected ??= replica;
    }
    return unconnected;
  }

  #allLeftAlone(): BreakerOpen {
    const first = Math.min(...this.#replicas.map(({ openedAt }) => openedAt)) + RESET_MS;
    return new BreakerOpen(this.#options.callee, Date.now() + Math.max(0, first - steadyNow()));
  }

  /** Looks every name up, unless that is being done or was a moment ago. */
  async #lookUp(): Promise<void> {
    if (!this.#hasNames || this.#isLookingUp || steadyNow() < this.#lookedUpAt + LOOK_UP_PAUSE) return;
    this.#isLookingUp = true;
    const found = await Promise.all(this.#options.addresses.map((address) => this.#endpointsOf(address)));
    this.#isLookingUp = false;
    this.#lookedUpAt = steadyNow();
    if (!this.#closed) this.#take(found.flat());
  }

  async #endpointsOf(address: string): Promise<Endpoint[]> {
    const { host, port } = hostAndPort(address);
    const found = await this.#hosts.addressesOf(host);
    return found.map((each) => ({ address: grpcAddress(each, port), host }));
  }

  /** A replica that is still listed keeps its connection and its breaker. */
  #take(endpoints: readonly Endpoint[]): void {
    const wanted = new Map(endpoints.map((endpoint) => [endpoint.address, endpoint]));
    const gone = this.#replicas.filter(({ address }) => !wanted.has(address));
    const kept = this.#replicas.filter(({ address }) => wanted.delete(address));
    this.#replicas = [...kept, ...[...wanted.values()].map((endpoint) => this.#connect(endpoint))];
    for (const replica of gone) replica.close('no longer listed');
  }

  #connect(endpoint: Endpoint): Replica {
    const { service, definition, callee, metrics, tls, requestLimit = -1 } = this.#options;
    const { address, host } = endpoint;
    const { credentials, options, secure } = clientChannel(tls, endpoint);
    const Constructor = makeClientConstructor(definition, service);
    const own = {
      'grpc.max_send_message_length': requestLimit,
      // what stands between us and the callee may go by the name
      'grpc.default_authority': grpcAddress(host, hostAndPort(address).port),
    };
    return new Replica({
      callee,
      address,
      connect: (channel) => new Constructor(address, credentials, { ...channel, ...own, ...options }),
      answers: () =>
        answers(address, secure).catch((error: Error) => {
          tls?.failures?.connectionFailed(endpoint, error.message);
          throw error;
        }),
      breaker: watchedBreaker(`${callee} grpc ${address} ${service}`, metrics),
      discard: (client) => this.#discard(client),
    });
  }

  #discard(client: Client): void {
    this.#discarded.add(client);
    setTimeout(() => {
      this.#discarded.delete(client);
      client.close();
    }, DISCARD_MS).unref();
  }
}
