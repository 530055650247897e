import { ahead } from '@shop/common/ahead';
import { pause, seconds } from '@shop/common/time';
import type { OrderAudit__Output as OrderAudit } from '@shop/protos/generated/shop/v1/OrderAudit';
import type { PaymentAudit__Output as PaymentAudit } from '@shop/protos/generated/shop/v1/PaymentAudit';
import type { Clients } from '../clients/participants.js';
import type { SagaFact } from '../domain/conservation.js';

/** The services that an audit reads from. */
export type AuditClients = Pick<Clients, 'orders' | 'stock' | 'payments'>;

/** How often a stream may break without a message in between. */
const BREAKS = 5;
const BREAK_MS = seconds(0.5);

/** The orders among these that exist. */
export async function ordersOf({ orders }: AuditClients, ids: readonly string[]): Promise<Map<string, OrderAudit>> {
  // an empty list would mean all
  if (ids.length === 0) return new Map();
  const wanted = new Set(ids);
  const found = new Map<string, OrderAudit>();
  // an earlier release returns every order
  for await (const order of orders.stream('Audit', { orderIds: [...ids], inParts: true, after: '' }))
    if (wanted.has(order.id)) found.set(order.id, order);
  return found;
}

/** The payments of these orders, with the provider's books, by order. */
export async function paymentsOf(
  { payments }: AuditClients,
  ids: readonly string[],
): Promise<Map<string, PaymentAudit>> {
  if (ids.length === 0) return new Map();
  const wanted = new Set(ids);
  const found = new Map<string, PaymentAudit>();
  for await (const audited of payments.stream('Audit', { orderIds: [...ids], withoutBooks: false, after: '' })) {
    const orderId = audited.payment?.orderId;
    if (orderId !== undefined && wanted.has(orderId)) found.set(orderId, audited);
  }
  return found;
}

/** Every order, in id order. */
export const everyOrder = ({ orders }: AuditClients): AsyncGenerator<OrderAudit> =>
  resumed(
    (after) => orders.stream('Audit', { orderIds: [], inParts: true, after }),
    ({ id }) => id,
  );

/** The order ids of all payments, in no particular order. */
export async function* paidOrders({ payments }: AuditClients): AsyncGenerator<string> {
  const all = resumed(
    (after) => payments.stream('Audit', { orderIds: [], withoutBooks: true, after }),
    ({ payment }) => payment?.id ?? '',
  );
  for await (const { payment } of all) if (payment) yield payment.orderId;
}

/** An order and its sagas; the order is missing when only sagas name it. */
export interface OrderAndSagas {
  readonly id: string;
  readonly order: OrderAudit | undefined;
  readonly sagas: SagaFact[];
}

/** Merges two streams that are sorted by order id, so that neither service is asked again about an order that was read. */
export async function* ordersAndSagas(
  orders: AsyncGenerator<OrderAudit>,
  sagas: AsyncGenerator<SagaFact>,
): AsyncGenerator<OrderAndSagas> {
  try {
    let [order, saga] = [await next(orders), await next(sagas)];
    while (order || saga) {
      const id = !saga || (order && order.id <= saga.orderId) ? order!.id : saga.orderId;
      const joined: OrderAndSagas = { id, order: order?.id === id ? order : undefined, sagas: [] };
      for (; saga?.orderId === id; saga = await next(sagas)) joined.sagas.push(saga);
      if (joined.order) order = await next(orders);
      yield joined;
    }
  } finally {
    await Promise.all([orders.return(undefined), sagas.return(undefined)]);
  }
}

async function next<T>(messages: AsyncGenerator<T>): Promise<T | undefined> {
  const { done, value } = await messages.next();
  return done ? undefined : value;
}

/** A stream in id order that resumes after its last message when it breaks: a very long stream outlives a connection. */
async function* resumed<T>(open: (after: string) => AsyncIterable<T>, idOf: (message: T) => string): AsyncGenerator<T> {
  let [after, broken] = ['', 0];
  for (;;) {
    try {
      for await (const message of open(after)) {
        // an earlier release starts again at the first message
        if (idOf(message) <= after) continue;
        after = idOf(message);
        broken = 0;
        yield message;
      }
      return;
    } catch (error) {
      if (++broken > BREAKS) throw error;
      await pause(BREAK_MS);
    }
  }
}

/** The messages in batches of `size`; the next batch is read while the current one is processed. */
export const batches = <T>(messages: AsyncGenerator<T>, size: number): AsyncGenerator<T[]> =>
  ahead(inBatches(messages, size));

async function* inBatches<T>(messages: AsyncGenerator<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const message of messages) {
    batch.push(message);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
