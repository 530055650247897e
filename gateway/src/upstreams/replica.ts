import { TIME_LEFT_HEADER } from '@shop/common/http/answers';
import type { Metrics } from '@shop/common/metrics';
import { steadyNow } from '@shop/common/time';
import CircuitBreaker from 'opossum';
import { Pool } from 'undici';
import { failureOf } from './failures.js';
import { replyOf, textOf, type Reply, type Sent } from './reply.js';
import { Standing } from './standing.js';

export interface ReplicaTimes {
  /** Between health checks of a replica that answers, and of one that does not. */
  readonly checkMs: number;
  readonly checkDownMs: number;
  readonly rampMs: number;
  readonly ejectMs: number;
  /** How long an open breaker lets nothing through. */
  readonly breakerMs: number;
}

/** One address of an upstream: its connections, its breaker, its standing. */
export class Replica {
  readonly origin: string;
  readonly standing: Standing;
  readonly #pool: Pool;
  readonly #breaker: CircuitBreaker<[Sent], Reply>;
  readonly #times: ReplicaTimes;
  readonly #forget: () => void;
  #checkedAt = -Infinity;
  #checking = false;
  outstanding = 0;

  /** `servername` is for TLS when the origin is an address that a name was looked up to. */
  constructor(upstream: string, origin: string, times: ReplicaTimes, metrics: Metrics, servername?: string) {
    this.origin = origin;
    this.#times = times;
    this.standing = new Standing(times);
    this.#pool = new Pool(origin, {
      connect: { timeout: 1_000, ...(servername ? { servername } : {}) },
      keepAliveTimeout: 30_000,
      keepAliveMaxTimeout: 60_000,
    });
    this.#breaker = new CircuitBreaker((sent: Sent) => replyOf(this.#pool, sent), {
      timeout: false,
      errorThresholdPercentage: 50,
      volumeThreshold: 20,
      rollingCountTimeout: 10_000,
      resetTimeout: times.breakerMs,
      enableSnapshots: false,
      // a refused connection is handled by the standing, and a client that left is no failure
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
    // while the one call that tries it is under way, nothing else is let through
    return halfOpen ? (pendingClose ? 'half-open' : 'open') : 'closed';
  }

  /** The answer, its body as a stream if it is long. Rejects with an error for `failureOf`. */
  send(sent: Sent): Promise<Reply> {
    return this.#breaker.fire(sent);
  }

  /** A GET of how it is, which tells the breaker nothing. Rejects without an answer within `ms` milliseconds. */
  async ask(path: string, headers: Record<string, string>, ms: number): Promise<{ status: number; text: string }> {
    const said = { ...headers, [TIME_LEFT_HEADER]: String(ms) };
    const sent = { method: 'GET', path, headers: said, headersTimeout: ms, bodyTimeout: ms } as const;
    const { status, body } = await replyOf(this.#pool, sent);
    return { status, text: await textOf(body) };
  }

  /** Asks GET /health/live, if it is time to. */
  async check(): Promise<void> {
    const due = this.#checkedAt + (this.standing.state === 'down' ? this.#times.checkDownMs : this.#times.checkMs);
    if (this.#checking || steadyNow() < due) return;
    this.#checking = true;
    this.#checkedAt = steadyNow();
    try {
      const { status } = await this.ask('/health/live', {}, 1_000);
      const wasDown = this.standing.state === 'down';
      this.standing.checked(status === 200);
      // the failures that opened it are of before it was away
      if (wasDown && status === 200) this.#breaker.close();
    } catch {
      this.standing.checked(false);
    } finally {
      this.#checking = false;
    }
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    this.#breaker.shutdown();
    this.#forget();
    await this.#pool.destroy();
  }

  /** Ends once what is under way is answered, for a replica that is no longer named. */
  async retire(): Promise<void> {
    this.#breaker.shutdown();
    this.#forget();
    await this.#pool.close();
  }
}
