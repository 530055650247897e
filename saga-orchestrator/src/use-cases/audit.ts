import { isUnknownMethod } from '@shop/common/grpc/errors';
import { days, pause, seconds } from '@shop/common/time';
import { AUDITED_AT_ONCE } from '@shop/protos/contract';
import type { ChargeAuditPage__Output as ChargeAuditPage } from '@shop/protos/generated/shop/v1/ChargeAuditPage';
import type { UnknownCharge__Output as UnknownCharge } from '@shop/protos/generated/shop/v1/UnknownCharge';
import type { AuditRepository } from '../data/audit.repository.js';
import { AuditReport, type Check } from '../domain/audit-report.js';
import type { SagaFact } from '../domain/conservation.js';
import {
  batches,
  everyOrder,
  ordersAndSagas,
  ordersOf,
  paidOrders,
  paymentsOf,
  type AuditClients,
  type OrderAndSagas,
} from './audit-reads.js';
import type { Retention } from 'saga-engine/operations/forget';

export interface AuditResult {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** Minor units by currency. */
  readonly moneyAtRisk: Readonly<Record<string, number>>;
  /** Orders that break a rule, as many as the report keeps. */
  readonly suspects: readonly string[];
}

export interface AuditParts {
  readonly clients: AuditClients;
  readonly sagas: AuditRepository;
  readonly kept: Retention;
}

/** Called after each page with the number of checked orders. Renews the lease of the audit, so no work may take long without a call. */
export type Progress = (looked: number) => Promise<void> | void;

/** How often a fault is checked before it counts: a change that was under way may have finished by then. */
const ROUNDS = 3;
const ROUND_MS = seconds(0.5);
/** The age up to which the provider's charges are looked up among the payments. */
const CHARGES_AGE = days(30);
/** The most charges that only the provider knows that are kept. */
const UNKNOWN_CHARGES = 1_000;
/** Orders in one read: half of what the services accept, which bounds the memory for a batch. */
const BATCH = AUDITED_AT_ONCE / 2;

/**
 * Checks every order, product, payment and saga: was anything lost, doubled or sold twice? Memory does not grow with the number of orders.
 */
export async function auditAll(parts: AuditParts, progress: Progress = () => {}): Promise<AuditResult> {
  for (let round = 1; ; round++) {
    const report = await beginReport(parts);
    for await (const batch of batches(ordersAndSagas(everyOrder(parts.clients), parts.sagas.all(BATCH)), BATCH)) {
      await lookAtRead(parts, report, batch);
      await progress(report.looked);
    }
    // payments and holds of orders that do not exist
    for await (const page of batches(paidOrders(parts.clients), BATCH)) {
      await lookAtUnknown(parts, report, page);
      await progress(report.looked);
    }
    await lookAtUnknown(parts, report, report.unknownHolders());
    if (!report.productsFail || round === ROUNDS) {
      await lookAtCharges(parts, report, progress);
      return judged(parts, report, true);
    }
    await pause(ROUND_MS);
  }
}

/** Checks these orders, whatever their number, and every product by itself. */
export async function auditOrders(
  parts: AuditParts,
  orderIds: readonly string[],
  progress: Progress = () => {},
): Promise<AuditResult> {
  const report = await beginReport(parts);
  for (let at = 0; at < orderIds.length; at += BATCH) {
    await look(parts, report, orderIds.slice(at, at + BATCH));
    await progress(report.looked);
  }
  return judged(parts, report, false);
}

/** The result, after every order with a fault was checked again. */
async function judged(parts: AuditParts, report: AuditReport, whole: boolean): Promise<AuditResult> {
  for (let round = 1; round < ROUNDS && report.suspects.length > 0; round++) {
    await pause(ROUND_MS);
    const again = await beginReport(parts);
    const { suspects } = report;
    for (let at = 0; at < suspects.length; at += BATCH) await look(parts, again, suspects.slice(at, at + BATCH));
    for (const id of suspects) report.replace(id, again);
  }
  const checks = report.checks(whole);
  return { ok: checks.every(({ ok }) => ok), checks, moneyAtRisk: report.moneyAtRisk, suspects: report.suspects };
}

async function beginReport({ clients, kept }: AuditParts): Promise<AuditReport> {
  const began = Date.now();
  const report = new AuditReport(began, kept.cutoff(began));
  for await (const { productId, holds, ...counters } of clients.stock.stream('Audit', {
    orderIds: [],
    inParts: true,
    after: '',
  }))
    report.product(
      { productId, ...counters },
      holds.map((hold) => ({ ...hold, productId })),
    );
  return report;
}

/** Reads all facts of these orders. */
async function look({ clients, sagas }: AuditParts, report: AuditReport, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const [orders, payments, found] = await Promise.all([
    ordersOf(clients, ids),
    paymentsOf(clients, ids),
    sagas.sagasOf(ids),
  ]);
  const byOrder = new Map<string, SagaFact[]>(ids.map((id) => [id, []]));
  for (const saga of found) byOrder.get(saga.orderId)!.push(saga);
  for (const [id, ofOrder] of byOrder)
    report.order({ id, order: orders.get(id), payment: payments.get(id), sagas: ofOrder });
}

/** Checks orders of which everything but the payments was read. An order with only a saga may have been created meanwhile. */
async function lookAtRead(parts: AuditParts, report: AuditReport, read: readonly OrderAndSagas[]): Promise<void> {
  const payments = await paymentsOf(
    parts.clients,
    read.filter(({ order }) => order).map(({ id }) => id),
  );
  for (const each of read) if (each.order) report.order({ ...each, payment: payments.get(each.id) });
  await look(
    parts,
    report,
    read.filter(({ order }) => !order).map(({ id }) => id),
  );
}

/** Checks those of these orders that neither order-service nor a saga knows; `lookAtRead` has checked the others. */
async function lookAtUnknown(parts: AuditParts, report: AuditReport, orderIds: readonly string[]): Promise<void> {
  for (let at = 0; at < orderIds.length; at += BATCH) {
    const page = orderIds.slice(at, at + BATCH);
    const seen = await parts.sagas.ordersWithSagas(page);
    const ids = page.filter((id) => !seen.has(id));
    const known = await ordersOf(parts.clients, ids);
    await look(
      parts,
      report,
      ids.filter((id) => !known.has(id)),
    );
  }
}

/** Looks up the provider's recent charges; repeated while a charge is unknown. */
async function lookAtCharges({ clients }: AuditParts, report: AuditReport, progress: Progress): Promise<void> {
  const sinceMs = Date.now() - CHARGES_AGE;
  for (let round = 1; ; round++) {
    const unknown: UnknownCharge[] = [];
    let looked = 0;
    for await (const page of chargePages(clients, sinceMs)) {
      if (page instanceof Error) {
        if (!isUnknownMethod(page))
          report.charges(looked, unknown, 'the provider could not be asked for all of its charges');
        return;
      }
      looked += page.looked;
      unknown.push(...page.unknown.slice(0, UNKNOWN_CHARGES - unknown.length));
      await progress(report.looked);
    }
    report.charges(looked, unknown);
    if (unknown.length === 0 || round === ROUNDS) return;
    await pause(ROUND_MS);
  }
}

/** The provider's charges since `sinceMs`, page by page; an error in place of the pages that could not be read. */
async function* chargePages({ payments }: AuditClients, sinceMs: number): AsyncGenerator<ChargeAuditPage | Error> {
  try {
    yield* payments.stream('AuditCharges', { sinceMs });
  } catch (error) {
    yield error as Error;
  }
}
