import { INTERNAL_HEADER, type InternalTokens } from '@shop/common/auth/internal-tokens';
import { readiness, type Health } from '@shop/common/http/health';
import type { Metrics } from '@shop/common/metrics';
import { fromMinor } from '@shop/protos/money';
import { seconds, steadyNow } from '@shop/common/time';
import type { UpstreamName } from '../upstreams/upstream-names.js';
import type { Replica } from '../upstreams/replica.js';
import type { Upstream } from '../upstreams/upstream.js';
import { backlogIn, vitalsIn, type Backlog } from './vitals.js';

export interface SystemOptions {
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly internal: InternalTokens;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Jobs of the sagas by state. */
  readonly counts: () => Promise<Record<string, number>>;
}

const LONGEST_MS = seconds(2);
/** Consoles that request it at the same time share one answer. */
const FRESH_MS = seconds(1);

export type Json = Record<string, unknown>;

/** The current state of every process, the queue, the sagas and the money. What cannot be read is null, or not ready. */
export function systemNow(options: SystemOptions): () => Promise<Json> {
  let last: { at: number; answer: Promise<Json> } | undefined;
  return () => {
    if (!last || steadyNow() - last.at > FRESH_MS) last = { at: steadyNow(), answer: lookAround(options) };
    return last.answer;
  };
}

async function lookAround(options: SystemOptions): Promise<Json> {
  const { upstreams, internal, counts } = options;
  const ask = (name: UpstreamName, path: string) => askOne(upstreams[name], path, internal);
  const [own, others, queue, summary, throughput, money] = await Promise.all([
    ownVitals(options),
    Promise.all(Object.values(upstreams).flatMap(({ name, replicas }) => replicas.map((each) => vitalsOf(name, each)))),
    counts().then(queueOf, () => null),
    ask('saga-orchestrator', '/api/sagas/summary'),
    ask('saga-orchestrator', '/api/sagas/throughput'),
    ask('payment-service', '/api/payments/at-risk'),
  ]);
  return {
    at: new Date().toISOString(),
    processes: [own, ...others.map(({ vitals }) => vitals)],
    queue,
    intake: intakeOf(others.map(({ metrics }) => metrics)),
    sagas: summary && throughput ? { ...sagasOf(summary as Summary), ...throughput } : null,
    // a payment-service of the previous release counts less
    failedRefunds: money && Number(money['failedRefunds'] ?? 0),
    openDisputes: money && Number(money['openDisputes'] ?? 0),
    unknownCharges: money && Number(money['unknownCharges'] ?? 0),
    moneyAtRisk:
      money &&
      (money['items'] as { currency: string; minor: number }[]).map((sum) => ({
        ...sum,
        amount: fromMinor(sum.minor, sum.currency),
      })),
  };
}

/**
 * Requests that the services have accepted and not yet handed to the sagas; the replicas of a service report the same, slightly delayed.
 */
function intakeOf(metrics: readonly string[]): Json {
  const worst = (name: string): Backlog | null => {
    const reported = metrics.flatMap((text) => backlogIn(text, name) ?? []);
    if (reported.length === 0) return null;
    const most = (of: (each: Backlog) => number) => Math.max(...reported.map(of));
    return { count: most(({ count }) => count), oldestMs: most(({ oldestMs }) => oldestMs) };
  };
  return { orders: worst('orders_awaiting_start'), payments: worst('payments_awaiting_signal') };
}

// a job with a priority waits like any other
const queueOf = ({ wait = 0, prioritized = 0, active, delayed, failed }: Record<string, number>): Json => ({
  wait: wait + prioritized,
  active,
  delayed,
  failed,
});

/** What is read of the orchestrator's summary; one of the previous release reports less. */
interface Summary extends Json {
  readonly at: string;
  readonly oldestWaiting?: { readonly createdAt: string } | null;
  readonly needsAttention: { readonly count: number };
  readonly overdue: { readonly count: number; readonly oldest?: { readonly dueAt: string } | null };
}

function sagasOf({ at, byState, oldestWaiting, needsAttention, overdue, ...releases }: Summary): Json {
  const since = (time: string | undefined) => (time === undefined ? null : Date.parse(at) - Date.parse(time));
  return {
    byState,
    oldestWaitingMs: since(oldestWaiting?.createdAt),
    needsAttention: needsAttention.count,
    overdue: overdue.count,
    overdueMs: since(overdue.oldest?.dueAt) ?? 0,
    unknown: releases['unknown'] ?? [],
    unknownEvents: releases['unknownEvents'] ?? [],
    waitingVersions: releases['waitingVersions'] ?? [],
  };
}

/** The first 200 answer of a replica; null when there is none. */
async function askOne(upstream: Upstream, path: string, internal: InternalTokens): Promise<Json | null> {
  // the answer is shared by all viewers, so the gateway asks in its own name
  const headers = { [INTERNAL_HEADER]: internal.issue(upstream.name, { sub: 'gateway', role: 'viewer' }) };
  const up = upstream.replicas.toSorted(
    (a, b) => Number(b.standing.state === 'up') - Number(a.standing.state === 'up'),
  );
  for (const replica of up) {
    const answer = await replica.ask(path, headers, LONGEST_MS).catch(() => undefined);
    if (answer?.status === 200) return JSON.parse(answer.text) as Json;
  }
  return null;
}

async function vitalsOf(process: string, replica: Replica): Promise<{ vitals: Json; metrics: string }> {
  const ask = (path: string) => replica.ask(path, {}, LONGEST_MS).catch(() => undefined);
  const [ready, metrics] = await Promise.all([ask('/health/ready'), ask('/metrics')]);
  const vitals = {
    process,
    replica: replica.origin,
    ready: ready?.status === 200,
    checks: ready ? ((JSON.parse(ready.text) as Json)['checks'] ?? {}) : {},
    state: replica.standing.state,
    breaker: replica.breaker,
    ...vitalsIn(metrics?.text ?? ''),
  };
  return { vitals, metrics: metrics?.text ?? '' };
}

async function ownVitals({ health, metrics }: SystemOptions): Promise<Json> {
  const { ready, checks } = await readiness(health);
  return { process: 'gateway', replica: 'this one', ready, checks, ...vitalsIn(await metrics.registry.metrics()) };
}
