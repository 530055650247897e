import type { Logger } from '@shop/common/logging/logger';
import { Gauge, type Metrics } from '@shop/common/metrics';
import { days, every, hours, minutes, seconds } from '@shop/common/time';
import { AUDIT_KINDS, type AuditKind } from '../data/audit-run.model.js';
import type { AuditRunRepository, Leased } from '../data/audit-run.repository.js';
import { auditAll, auditOrders, type AuditParts, type AuditResult } from './audit.js';

/** An audit whose lease was not renewed for this time counts as abandoned: another orchestrator starts it again. */
export const AUDIT_LEASE_MS = minutes(1);
/** The interval at which an orchestrator checks whether an audit is due. */
const LOOK_MS = seconds(5);
const RECENT_EVERY_MS = minutes(1);
/** The most sagas in one audit of recent ones: a backlog takes several audits. */
const RECENT_SAGAS = 5_000;
const UNRESOLVED = 1_000;
/** The tolerated clock skew between orchestrators: sagas that ended within it are checked once more. */
const SKEW_MS = seconds(30);
/** The hour (UTC) at which the daily whole audit begins. */
const NIGHT = 3;

export interface AuditRunsOptions extends AuditParts {
  readonly runs: AuditRunRepository;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'registry'>;
  readonly now?: () => number;
  /** The interval of the checks whether an audit is due, milliseconds. */
  readonly lookMs?: number;
}

/**
 * Schedules the audits: each minute the sagas that have ended since and those that need attention, each night everything, and everything on
 * request. Only one orchestrator at a time runs each kind. Returns a function that stops it without waiting for an audit under way: another
 * orchestrator continues.
 */
export function startAudits(options: AuditRunsOptions): () => Promise<void> {
  const { runs, logger, now = Date.now, lookMs = LOOK_MS } = options;
  watchAudits(options);
  let stopping = false;
  let prepared = false;
  const look = async (kind: AuditKind) => {
    try {
      if (!prepared) await runs.prepare(now());
      prepared = true;
      const leased = stopping ? undefined : await runs.lease(kind, now(), dueTimes(now())[kind]);
      if (leased) await run(options, leased, () => stopping);
    } catch (error) {
      logger.warn('An audit could not be finished; it begins again shortly', { kind, error });
    }
  };
  // separately: a whole audit may take longer than the recent ones may be late
  for (const kind of AUDIT_KINDS) void look(kind);
  const stops = AUDIT_KINDS.map((kind) => every(lookMs, () => look(kind)));
  return async () => {
    stopping = true;
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** The times before which the last audit of each kind must have begun for the next to be due. */
function dueTimes(now: number): Record<AuditKind, number> {
  const night = Math.floor((now - hours(NIGHT)) / days(1)) * days(1) + hours(NIGHT);
  return { recent: now - RECENT_EVERY_MS, whole: night };
}

async function run(options: AuditRunsOptions, leased: Leased, stopping: () => boolean): Promise<void> {
  const { runs, logger, now = Date.now } = options;
  let looked = 0;
  const progress = async (count: number) => {
    looked = count;
    if (stopping()) throw new Stopped();
    if (!(await runs.progress(leased, count, now()))) throw new Stopped();
  };
  try {
    const { result, seenUntil } =
      leased.kind === 'whole'
        ? { result: await auditAll(options, progress) }
        : await auditRecent(options, leased, progress);
    await runs.finish(leased, { finishedAt: now(), looked, ...result }, seenUntil);
    const failed = result.checks.filter((check) => !check.ok);
    if (failed.length > 0)
      logger.error('The audit found something that does not add up', { kind: leased.kind, failed });
    else if (leased.kind === 'whole') logger.info('The audit of everything found nothing wrong', { looked });
  } catch (error) {
    await runs.abandon(leased).catch(() => undefined);
    if (!(error instanceof Stopped)) throw error;
  }
}

class Stopped extends Error {}

async function auditRecent(
  options: AuditRunsOptions,
  { seenUntil, suspects }: Leased,
  progress: (count: number) => Promise<void>,
): Promise<{ result: AuditResult; seenUntil: number }> {
  const { sagas, now = Date.now } = options;
  const newest = now() - SKEW_MS;
  const ended = await sagas.endedSince(seenUntil, RECENT_SAGAS);
  const unresolved = await sagas.unresolved(UNRESOLVED);
  const orderIds = [...new Set([...ended.orderIds, ...unresolved.orderIds, ...suspects])];
  const result = await auditOrders(options, orderIds, progress);
  return { result, seenUntil: Math.max(seenUntil, Math.min(newest, ended.until ?? newest)) };
}

/** The last audits as metrics, and for how long the oldest saga has needed attention. Every orchestrator exports the same values. */
function watchAudits({ runs, sagas, metrics, now = Date.now }: AuditRunsOptions): void {
  const registers = [metrics.registry];
  const gauge = (name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => Promise<void>) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        this.reset();
        await collect(this);
      },
    });
  gauge('audit_ok', '1 when the last conservation audit found nothing wrong, else 0', ['kind'], async (shown) => {
    for (const { _id, last } of await runs.all()) if (last) shown.set({ kind: _id }, last.ok ? 1 : 0);
  });
  gauge('audit_age_seconds', 'Time since the last conservation audit ended', ['kind'], async (shown) => {
    for (const { _id, last } of await runs.all())
      if (last) shown.set({ kind: _id }, Math.max(0, (now() - last.finishedAt) / 1000));
  });
  gauge(
    'audit_money_at_risk_minor',
    'Money held or kept for orders that break a rule or need somebody, minor units',
    ['kind', 'currency'],
    async (shown) => {
      for (const { _id, last } of await runs.all())
        for (const [currency, minor] of Object.entries(last?.moneyAtRisk ?? {}))
          shown.set({ kind: _id, currency }, minor);
    },
  );
  gauge(
    'saga_oldest_unresolved_seconds',
    'Age of the oldest saga that needs somebody; 0 while none does',
    [],
    async (shown) => {
      const { oldest } = await sagas.unresolved(1);
      shown.set(oldest === undefined ? 0 : Math.max(0, (now() - oldest) / 1000));
    },
  );
}
