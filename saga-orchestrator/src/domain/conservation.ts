import { ENDED_STATES, PAID_STATUSES } from '@shop/protos/contract';
import type { OrderAudit__Output as OrderAudit } from '@shop/protos/generated/shop/v1/OrderAudit';
import type { PaymentAudit__Output as PaymentAudit } from '@shop/protos/generated/shop/v1/PaymentAudit';
import { named, type Fault } from './audit-rules.js';
import { bookFaults, changeFaults, keptOf, moneyOf, paymentsIn, sum } from './money-faults.js';

/** The facts of one saga that an audit needs. Times are epoch milliseconds. */
export interface SagaFact {
  readonly id: string;
  readonly type: string;
  readonly orderId: string;
  readonly state: string;
  readonly nextActionAt: number | null;
  readonly updatedAt: number;
}

/** All facts of one order from the databases and the provider's books; the order itself may be missing. */
export interface OrderFacts {
  readonly id: string;
  readonly order?: OrderAudit | undefined;
  readonly payment?: PaymentAudit | undefined;
  readonly sagas: readonly SagaFact[];
}

const GIVEN_BACK = ['VOIDED', 'DECLINED', 'REFUNDED', 'FAILED'];
const CAPTURED: readonly string[] = PAID_STATUSES;
const ENDED: readonly string[] = ENDED_STATES;

/** True while something is under way for the order, so that its parts need not agree yet. `began`: when the audit began. */
export function isMoving({ order, payment, sagas }: OrderFacts, began: number): boolean {
  return (
    // signals that are still to be sent to a saga count as under way, as its commands do
    (order !== undefined && (order.updatedAtMs >= began || order.startPending)) ||
    payment?.signalPending === true ||
    // a saga that waits for its payment changes nothing until it is resumed
    sagas.some(
      ({ nextActionAt, state, updatedAt }) => (nextActionAt !== null && state !== 'WAITING') || updatedAt >= began,
    )
  );
}

/** The faults of one order for which nothing is under way. `forgottenBefore`: sagas that ended before it may be deleted; 0: none is. */
export function orderFaults(facts: OrderFacts, forgottenBefore: number): Fault[] {
  const { sagas, payment: found } = facts;
  // tombstones are neither orders nor payments
  const order = facts.order?.tombstone ? undefined : facts.order;
  const payment = found?.tombstone ? undefined : found;
  return [
    ...(order?.status === 'CONFIRMED' ? named('confirmed', confirmedFaults(order, payment)) : []),
    ...(order?.status === 'CANCELLED' ? named('cancelled', cancelledFaults(order, payment)) : []),
    ...(order ? named('sagas', sagaFaults(order, sagas, forgottenBefore)) : []),
    ...named('ends', endFaults(facts.id, order, payment, sagas)),
    ...named('books', paymentsIn(payment).flatMap(bookFaults)),
  ];
}

/** The faults of sagas that do not depend on what else is under way. */
export const wakeFaults = (sagas: readonly SagaFact[]): Fault[] =>
  named(
    'wakes',
    sagas
      .filter(({ state, nextActionAt }) => !ENDED.includes(state) && nextActionAt === null)
      .map(({ id, state }) => `saga ${id} is ${state} and nothing will wake it`),
  );

function confirmedFaults({ id, totalMinor, stock, paidChanges }: OrderAudit, paid: PaymentAudit | undefined): string[] {
  const payment = paid?.payment;
  const ordered = totalMinor - sum(paidChanges.map(({ differenceMinor }) => differenceMinor));
  return [
    ...(stock === 'SOLD' ? [] : [`order ${id} is CONFIRMED, its stock is ${stock}`]),
    ...(payment && CAPTURED.includes(payment.status)
      ? []
      : [`order ${id} is CONFIRMED, its payment is ${payment?.status ?? 'missing'}`]),
    ...(paid && (paid.captures !== 1 || paid.ledgerCapturedMinor !== ordered)
      ? [`order ${id} comes to ${ordered}, captured ${paid.ledgerCapturedMinor} in ${paid.captures} captures`]
      : []),
    ...(paid ? changeFaults(id, paidChanges, paid) : []),
  ];
}

function cancelledFaults({ id, stock }: OrderAudit, paid: PaymentAudit | undefined): string[] {
  const payments = paymentsIn(paid);
  // what a bank has paid back to the cardholder for good is not refunded again
  const kept = sum(payments.map((each) => Math.max(0, keptOf(each) - each.lostMinor)));
  return [
    ...(['HELD', 'SELLING', 'SOLD'].includes(stock) ? [`order ${id} is CANCELLED, its stock is ${stock}`] : []),
    ...payments
      .filter(({ payment }) => payment && !GIVEN_BACK.includes(payment.status))
      .filter(({ payment, lostMinor }) => !(lostMinor > 0 && CAPTURED.includes(payment!.status)))
      .map(({ payment }) => `order ${id} is CANCELLED, its payment is ${payment?.status}`),
    ...(kept === 0 ? [] : [`order ${id} is CANCELLED, ${kept} were kept`]),
  ];
}

/**
 * The faults of orders whose sagas ended: each automatic end requires a state of the order; a saga that was resolved by hand requires none.
 */
function endFaults(
  id: string,
  order: OrderAudit | undefined,
  payment: PaymentAudit | undefined,
  sagas: readonly SagaFact[],
): string[] {
  const ended = (type: string, state: string) => sagas.some((saga) => saga.type === type && saga.state === state);
  const status = order?.status ?? 'missing';
  const left = (saga: string, wanted: readonly string[]) =>
    wanted.includes(status) ? [] : [`order ${id} is ${status}, its ${saga}`];
  const money = moneyOf(payment);
  const undone = ended('place-order', 'COMPENSATED');
  return [
    ...(ended('place-order', 'COMPLETED') ? left('place-order saga is COMPLETED', ['CONFIRMED', 'CANCELLED']) : []),
    // an order that was refused at once was never visible, so it may be missing
    ...(undone ? left('place-order saga is COMPENSATED', ['CANCELLED', 'missing']) : []),
    ...(ended('cancel-order', 'COMPLETED') ? left('cancel-order saga is COMPLETED', ['CANCELLED']) : []),
    ...(undone && money > 0 ? [`order ${id} was undone, ${money} of its money is held or was kept`] : []),
    ...(!order && !undone && money > 0 ? [`there is no order ${id}, ${money} of its money is held or was kept`] : []),
  ];
}

// the saga that undoes an order may change it a little after its own saga ended
const A_DAY = 86_400_000;

function sagaFaults({ id, updatedAtMs }: OrderAudit, sagas: readonly SagaFact[], forgottenBefore: number): string[] {
  const count = sagas.filter(({ type }) => type === 'place-order').length;
  const mayBeForgotten = count === 0 && forgottenBefore > 0 && updatedAtMs < forgottenBefore + A_DAY;
  return count === 1 || mayBeForgotten ? [] : [`order ${id} has ${count} sagas`];
}
