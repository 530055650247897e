import { isUnknownMethod } from '@shop/common/grpc/errors';
import { days, pause, seconds } from '@shop/common/time';
import type { OrderAudit__Output as OrderAudit } from '@shop/protos/generated/shop/v1/OrderAudit';
import type { UnknownCharge__Output as UnknownCharge } from '@shop/protos/generated/shop/v1/UnknownCharge';
import type { PaymentAudit__Output as PaymentAudit } from '@shop/protos/generated/shop/v1/PaymentAudit';
import type { Clients } from '../clients/participants.js';
import type { AuditRepository } from '../data/audit.repository.js';
import { AuditReport, type Check } from '../domain/audit-report.js';
import type { SagaFact } from '../domain/conservation.js';
import type { Retention } from './forget.js';

export interface AuditResult {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** Minor units by currency. */
  readonly moneyAtRisk: Readonly<Record<string, number>>;
  /** Orders that break a rule, at most 1,000. */
  readonly suspects: readonly string[];
}

export interface AuditParts {
  readonly clients: Pick<Clients, 'orders' | 'stock' | 'payments'>;
  readonly sagas: AuditRepository;
  readonly kept: Retention;
}

/** Told now and then how many orders were looked at. */
export type Progress = (looked: number) => Promise<void> | void;

/** How often a fault is looked at again before it counts: what moved while it was read may have come to rest by then. */
const ROUNDS = 3;
const ROUND_MS = seconds(0.5);
/** How often a stream may break off without a message in between. */
const BREAKS = 5;
/** Of the provider's charges, those that are at most so old are looked up among the payments. */
const CHARGES_AGE = days(30);
/** Charges that only the provider knows: no more are kept. */
const UNKNOWN_CHARGES = 1_000;
/** Orders that are read at a time; the services take at most 1,000 ids. */
const BATCH = 500;

/** Looks at every order, product, payment and saga: was anything lost, doubled or sold twice? Memory does not grow with the orders. */
export async function auditAll(parts: AuditParts, progress: Progress = () => {}): Promise<AuditResult> {
  for (let round = 1; ; round++) {
    const report = await beginReport(parts);
    for await (const batch of batches(everyOrder(parts))) {
      const orders = new Map(batch.map((order) => [order.id, order]));
      await look(parts, report, [...orders.keys()], orders);
      await progress(report.looked);
    }
    // money and sagas of orders that are not there, and holds in their names
    const unknown = new Set<string>();
    for (const pages of [paidOrders(parts), parts.sagas.orders(BATCH), [report.unknownHolders()]])
      await lookAtUnknown(parts, report, pages, unknown, progress);
    if (!report.productsFail || round === ROUNDS) {
      await lookAtCharges(parts, report);
      return judged(parts, report, true);
    }
    await pause(ROUND_MS);
  }
}

/** Looks at these orders, whatever their number, and at every product by itself. */
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

/** What the report says, after every order with a fault was looked at again. */
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

/** Reads all that is known of these orders, unless the orders themselves were read already. */
async function look(
  { clients, sagas }: AuditParts,
  report: AuditReport,
  ids: readonly string[],
  read?: ReadonlyMap<string, OrderAudit>,
): Promise<void> {
  if (ids.length === 0) return;
  const [orders, payments, found] = await Promise.all([
    read ?? ordersOf(clients, ids),
    paymentsOf(clients, ids),
    sagas.sagasOf(ids),
  ]);
  const byOrder = new Map<string, SagaFact[]>(ids.map((id) => [id, []]));
  for (const saga of found) byOrder.get(saga.orderId)!.push(saga);
  for (const [id, ofOrder] of byOrder)
    report.order({ id, order: orders.get(id), payment: payments.get(id), sagas: ofOrder });
}

/** Looks at those of these orders that order-service does not know, each once; they are added to `seen`. */
async function lookAtUnknown(
  parts: AuditParts,
  report: AuditReport,
  pages: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
  seen: Set<string>,
  progress: Progress,
): Promise<void> {
  for await (const page of pages)
    for (let at = 0; at < page.length; at += BATCH) {
      const ids = page.slice(at, at + BATCH);
      const known = await ordersOf(parts.clients, ids);
      const unknown = ids.filter((id) => !known.has(id) && !seen.has(id));
      for (const id of unknown) seen.add(id);
      await look(parts, report, unknown, known);
      await progress(report.looked);
    }
}

/** Looks up what the provider has charged lately, again while something is unknown. */
async function lookAtCharges({ clients }: AuditParts, report: AuditReport): Promise<void> {
  const since = { sinceMs: Date.now() - CHARGES_AGE };
  for (let round = 1; ; round++) {
    const unknown: UnknownCharge[] = [];
    let looked = 0;
    try {
      for await (const page of clients.payments.stream('AuditCharges', since)) {
        looked += page.looked;
        unknown.push(...page.unknown.slice(0, UNKNOWN_CHARGES - unknown.length));
      }
    } catch (error) {
      if (!isUnknownMethod(error))
        report.charges(looked, unknown, 'the provider could not be asked for all of its charges');
      return;
    }
    report.charges(looked, unknown);
    if (unknown.length === 0 || round === ROUNDS) return;
    await pause(ROUND_MS);
  }
}

async function ordersOf({ orders }: AuditParts['clients'], ids: readonly string[]): Promise<Map<string, OrderAudit>> {
  const wanted = new Set(ids);
  const found = new Map<string, OrderAudit>();
  // an earlier release answers with every order
  for await (const order of orders.stream('Audit', { orderIds: [...ids], inParts: true, after: '' }))
    if (wanted.has(order.id)) found.set(order.id, order);
  return found;
}

async function paymentsOf({ payments }: AuditParts['clients'], ids: readonly string[]) {
  const wanted = new Set(ids);
  const found = new Map<string, PaymentAudit>();
  for await (const audited of payments.stream('Audit', { orderIds: [...ids], withoutBooks: false, after: '' })) {
    const orderId = audited.payment?.orderId;
    if (orderId !== undefined && wanted.has(orderId)) found.set(orderId, audited);
  }
  return found;
}

const everyOrder = ({ clients }: AuditParts): AsyncGenerator<OrderAudit> =>
  resumed(
    (after) => clients.orders.stream('Audit', { orderIds: [], inParts: true, after }),
    ({ id }) => id,
  );

/** The orders of all payments, page by page. */
async function* paidOrders({ clients }: AuditParts): AsyncGenerator<string[]> {
  const all = resumed(
    (after) => clients.payments.stream('Audit', { orderIds: [], withoutBooks: true, after }),
    ({ payment }) => payment?.id ?? '',
  );
  for await (const batch of batches(all)) yield batch.flatMap(({ payment }) => payment?.orderId ?? []);
}

/** A stream in id order that is opened again behind its last message when it breaks off: very many last longer than a connection. */
async function* resumed<T>(open: (after: string) => AsyncIterable<T>, idOf: (message: T) => string): AsyncGenerator<T> {
  let [after, broken] = ['', 0];
  for (;;) {
    try {
      for await (const message of open(after)) {
        // an earlier release begins at the first one again
        if (idOf(message) <= after) continue;
        after = idOf(message);
        broken = 0;
        yield message;
      }
      return;
    } catch (error) {
      if (++broken > BREAKS) throw error;
      await pause(ROUND_MS);
    }
  }
}

async function* batches<T>(messages: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const message of messages)
    if (batch.push(message) === BATCH) {
      yield batch;
      batch = [];
    }
  if (batch.length > 0) yield batch;
}
