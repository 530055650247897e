import { TIME_LEFT_HEADER } from '@shop/common/http/answers';
import type { Metrics } from '@shop/common/metrics';
import { steadyNow } from '@shop/common/time';
import CircuitBreaker from 'opossum';
import { Pool } from 'undici';
import { failureOf, isSilence } from './failures.js';
import { replyOf, textOf, type Reply, type Sent, type Waiting } from './reply.js';
import { Standing } from './standing.js';

export interface ReplicaTimes {
  /** Intervals between health checks of a replica that answers, and of one that does not. */
  readonly checkMs: number;
  readonly checkDownMs: number;
  readonly rampMs: number;
  readonly ejectMs: number;
  /** How long an open breaker rejects every call. */
  readonly breakerMs: number;
}

/** One address of an upstream, with its connections, breaker and standing. */
export class Replica {
  readonly origin: string;
  readonly standing: Standing;
  readonly #breaker: CircuitBreaker<[Sent], Reply>;
  readonly #times: ReplicaTimes;
  readonly #forget: () => void;
  readonly #connect: () => Pool;
  #pool: Pool;
  readonly #waiting: Waiting = new Set();
  #silent = false;
  #checkedAt = -Infinity;
  #checking = false;
  outstanding = 0;

  /** `servername` is the name for TLS when the origin is an address from a name lookup. */
  constructor(upstream: string, origin: string, times: ReplicaTimes, metrics: Metrics, servername?: string) {
    this.origin = origin;
    this.#times = times;
    this.standing = new Standing(times);
    const connect = { timeout: 1_000, ...(servername ? { servername } : {}) };
    this.#connect = () => new Pool(origin, { connect, keepAliveTimeout: 30_000, keepAliveMaxTimeout: 60_000 });
    this.#pool = this.#connect();
    this.#breaker = new CircuitBreaker((sent: Sent) => replyOf(this.#pool, sent, this.#waiting), {
      timeout: false,
      errorThresholdPercentage: 50,
      volumeThreshold: 20,
      rollingCountTimeout: 10_000,
      resetTimeout: times.breakerMs,
      enableSnapshots: false,
      // a refused connection is handled by the standing, and a client that disconnected is no failure
      errorFilter: (error: unknown) => ['refused', 'abandoned'].includes(failureOf(error)),
    });
    const labels = { upstream: `${upstream} ${origin}` };
    this.#breaker.on('open', () => metrics.breaker.set(labels, 2));
    this.#breaker.on('halfOpen', () => metrics.breaker.set(labels, 1));
    this.#breaker.on('close', () => metrics.breaker.set(labels, 0));
    metrics.breaker.set(labels, 0);
    this.#forget = () => metrics.breaker.remove(labels);
  }

  get breaker(): 'closed' | 'half-open' | 'open' {
    const { opened, halfOpen, pendingClose } = this.#breaker;
    if (opened) return 'open';
    // while the half-open trial call is in progress, no other call is let through
    return halfOpen ? (pendingClose ? 'half-open' : 'open') : 'closed';
  }

  /** The answer, its body as a stream if it is long. Rejects with an error for `failureOf`. */
  send(sent: Sent): Promise<Reply> {
    return this.#breaker.fire(sent);
  }

  /** A GET of its health, which does not affect the breaker. Rejects without an answer within `ms` milliseconds. */
  async ask(path: string, headers: Record<string, string>, ms: number): Promise<{ status: number; text: string }> {
    const said = { ...headers, [TIME_LEFT_HEADER]: String(ms) };
    const sent = { method: 'GET', path, headers: said, headersTimeout: ms, bodyTimeout: ms } as const;
    const { status, body } = await replyOf(this.#pool, sent);
    return { status, text: await textOf(body) };
  }

  /** Requests GET /health/live, if the check is due. Resolves to true when it is down and silent. */
  async check(): Promise<boolean> {
    const due = this.#checkedAt + (this.standing.state === 'up' ? this.#times.checkMs : this.#times.checkDownMs);
    if (this.#checking || steadyNow() < due) return false;
    this.#checking = true;
    this.#checkedAt = steadyNow();
    try {
      const { status } = await this.ask('/health/live', {}, 1_000);
      const wasDown = this.standing.state === 'down';
      this.standing.checked(status === 200);
      // the failures that opened the breaker are older than the outage
      if (wasDown && status === 200) this.#breaker.close();
      if (this.#silent) this.#reconnect();
      this.#silent = false;
    } catch (error) {
      this.standing.checked(false);
      this.#silent ||= this.standing.state === 'down' && isSilence(error);
    } finally {
      this.#checking = false;
    }
    return this.#silent;
  }

  /** Breaks off every repeatable call that waits for its answer, so that it can be sent to another replica. */
  breakOff(): void {
    for (const breakOff of this.#waiting) breakOff(new Error('The replica is silent.'));
  }

  /** Opens new connections, for it may be another process than before; the old ones end with their calls. */
  #reconnect(): void {
    const old = this.#pool;
    this.#pool = this.#connect();
    old.close().catch(() => undefined);
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    this.#breaker.shutdown();
    this.#forget();
    await this.#pool.destroy();
  }

  /** Ends once the outstanding calls are answered, for a replica that is no longer listed. It can be checked until then. */
  async retire(): Promise<void> {
    this.#breaker.shutdown();
    this.#forget();
    const old = this.#pool;
    this.#pool = this.#connect();
    await old.close();
    await this.#pool.destroy();
  }
}
