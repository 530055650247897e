import { pause, seconds } from '@shop/common/time';
import type { Model, QueryFilter } from 'mongoose';
import type { Clients } from '../clients/participants.js';
import { LIVE, type SagaDocument } from '../data/saga.model.js';
import type { Retention } from './forget.js';
import { conservation, type Check, type SagaFact, type Snapshot } from '../domain/conservation.js';

export interface Invariants {
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/** How often a failed audit is repeated before it counts: what moved while it was read may have settled by then. */
const ROUNDS = 3;

/** Reads every order, product, payment and saga and checks that nothing was lost, doubled or sold twice. */
export async function invariants(clients: Clients, sagas: Model<SagaDocument>, kept: Retention): Promise<Invariants> {
  for (let round = 1; ; round++) {
    const checks = conservation(await takeSnapshot(clients, sagas, kept));
    const ok = checks.every((check) => check.ok);
    if (ok || round === ROUNDS) return { ok, checks };
    await pause(seconds(0.5));
  }
}

async function takeSnapshot(clients: Clients, model: Model<SagaDocument>, kept: Retention): Promise<Snapshot> {
  const began = Date.now();
  const before = await liveOrders(model);
  const [products, payments, orders] = await Promise.all([
    all(clients.stock.stream('Audit', {})),
    all(clients.payments.stream('Audit', {})),
    all(clients.orders.stream('Audit', {})),
  ]);
  const sagas: SagaFact[] = [];
  const moving = new Set(before);
  const fields = { type: 1, correlationId: 1, state: 1, nextActionAt: 1, updatedAt: 1, createdAt: 1 };
  for await (const { _id, type, correlationId, state, nextActionAt, updatedAt } of model
    .find({}, fields)
    .lean<SagaDocument[]>()
    .cursor()) {
    sagas.push({ id: _id, type, orderId: correlationId, state, nextActionAt });
    // a saga that waits for its payment moves nothing until it is touched again
    if ((nextActionAt !== null && state !== 'WAITING') || updatedAt >= began) moving.add(correlationId);
  }
  // what a saga has still to be told is on its way as much as what it does
  for (const { id, updatedAtMs, startPending } of orders) if (updatedAtMs >= began || startPending) moving.add(id);
  for (const { payment, signalPending } of payments) if (payment && signalPending) moving.add(payment.orderId);
  return { orders, products, payments, sagas, moving, forgottenBefore: kept.cutoff(began) };
}

async function liveOrders(model: Model<SagaDocument>): Promise<string[]> {
  const live: Record<string, unknown> = { ...LIVE, state: { $ne: 'WAITING' } };
  const found = await model.find(live as QueryFilter<SagaDocument>, { correlationId: 1 }).lean<SagaDocument[]>();
  return found.map(({ correlationId }) => correlationId);
}

async function all<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const message of messages) list.push(message);
  return list;
}
