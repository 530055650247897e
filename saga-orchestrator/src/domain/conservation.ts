import { PAID_STATUSES } from '@shop/protos/contract';
import type { OrderAudit__Output as OrderAudit } from '@shop/protos/generated/shop/v1/OrderAudit';
import type { PaymentAudit__Output as PaymentAudit } from '@shop/protos/generated/shop/v1/PaymentAudit';
import type { UnknownCharge__Output as UnknownCharge } from '@shop/protos/generated/shop/v1/UnknownCharge';
import type { ProductStock__Output as ProductStock } from '@shop/protos/generated/shop/v1/ProductStock';

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

/** The stock of a product, without its holds. */
export type Counters = Pick<ProductStock, 'productId' | 'available' | 'reserved' | 'sold' | 'stocked'>;
/** The pieces of one product that an order holds. */
export interface Hold {
  readonly productId: string;
  readonly quantity: number;
}

/** One violation of a rule. */
export interface Fault {
  readonly rule: Rule;
  readonly text: string;
}

const GIVEN_BACK = ['VOIDED', 'DECLINED', 'REFUNDED', 'FAILED'];
const CAPTURED: readonly string[] = PAID_STATUSES;
const ENDED = ['COMPLETED', 'COMPENSATED', 'RESOLVED'];

/** The rules, with their names in an audit's answer. */
export const RULES = {
  stock: 'stock adds up: available + reserved + sold = stocked, nothing negative',
  holds: 'holds are those of orders that wait',
  sold: 'what is sold is what confirmed orders bought',
  confirmed: 'a confirmed order is sold and captured exactly once',
  cancelled: 'a cancelled order holds nothing and keeps no money',
  sagas: 'every order has exactly one place-order saga',
  ends: 'a saga that has ended left its order and its money as it says',
  wakes: 'no live saga is without a next action',
  books: "the ledger agrees with the provider's books",
  charges: 'every charge of the last 30 days with money is a payment’s',
} as const;
export type Rule = keyof typeof RULES;

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

/** Money that is authorised for the order, or captured and not refunded, minor units. */
export const moneyOf = (payment: PaymentAudit | undefined): number => sum(paymentsIn(payment).map(heldOrKept));

/** The payment of an order and those of its changes, without tombstones. */
const paymentsIn = (payment: PaymentAudit | undefined): PaymentAudit[] =>
  payment ? [payment, ...payment.changes].filter(({ tombstone }) => !tombstone) : [];

const heldOrKept = (payment: PaymentAudit): number =>
  payment.ledgerCapturedMinor > 0 ? keptOf(payment) : payment.ledgerAuthorizedMinor;

const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0);

/** The captured money that was not refunded, by the provider or by hand. */
const keptOf = ({ ledgerCapturedMinor, ledgerRefundedMinor, ledgerRefundedByHandMinor }: PaymentAudit): number =>
  ledgerCapturedMinor - ledgerRefundedMinor - ledgerRefundedByHandMinor;

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

/** The faults of a product's counters; `held` is the sum of its holds. */
export function stockFaults({ productId, available, reserved, sold, stocked }: Counters, held: number): Fault[] {
  return named('stock', [
    ...(available + reserved + sold === stocked
      ? []
      : [`product ${productId}: ${available} + ${reserved} + ${sold} is not ${stocked}`]),
    ...(Math.min(available, reserved, sold) < 0
      ? [`product ${productId}: a count is negative (${available}, ${reserved}, ${sold})`]
      : []),
    ...(held === reserved ? [] : [`product ${productId}: holds come to ${held}, reserved says ${reserved}`]),
  ]);
}

/** The faults of an order's holds; `stock` is the order's stock state, undefined when there is no order. */
export const holdFaults = (orderId: string, stock: string | undefined, holds: readonly Hold[]): Fault[] =>
  ['HELD', 'SELLING'].includes(stock ?? '')
    ? []
    : named(
        'holds',
        holds.map(
          ({ productId }) => `product ${productId} is held by order ${orderId}, whose stock is ${stock ?? 'unknown'}`,
        ),
      );

/** The faults of a product's `sold`: orders account for `least`, and for `most` including those under way. */
export const soldFaults = ({ productId, sold }: Counters, least: number, most: number): Fault[] =>
  sold >= least && sold <= most ? [] : named('sold', [`product ${productId}: sold says ${sold}, orders say ${least}`]);

/** The fault for a charge that only the provider knows. */
export const chargeFault = ({ providerRef, reference, currency, amountMinor, madeAtMs }: UnknownCharge): Fault => ({
  rule: 'charges',
  text:
    `charge ${providerRef} of ${new Date(madeAtMs).toISOString()} for payment ${reference} ` +
    `has ${amountMinor} (${currency}, minor units), and is in no payment`,
});

const named = (rule: Rule, texts: readonly string[]): Fault[] => texts.map((text) => ({ rule, text }));

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

/**
 * The faults of an order's changes: each higher price must be captured once, lower prices refunded, and a change that was not applied must
 * have captured nothing.
 */
function changeFaults(id: string, applied: OrderAudit['paidChanges'], paid: PaymentAudit): string[] {
  const payments = new Map(paymentsIn(paid).map((each) => [each.payment?.changeId ?? '', each]));
  const isApplied = new Set(['', ...applied.map((change) => change.id)]);
  const wrong = applied
    .filter(({ differenceMinor }) => differenceMinor > 0)
    .filter((change) => {
      const own = payments.get(change.id);
      return own?.captures !== 1 || own.ledgerCapturedMinor !== change.differenceMinor;
    });
  const left = [...payments].filter(([changeId, own]) => !isApplied.has(changeId) && heldOrKept(own) !== 0);
  const less = -sum(applied.map(({ differenceMinor }) => Math.min(0, differenceMinor)));
  const back = sum(
    [...payments]
      .filter(([changeId]) => isApplied.has(changeId))
      // what a failed refund left to be paid back is listed for an administrator; a bank has paid back what was lost in a dispute
      .map(([, own]) => own.ledgerCapturedMinor - keptOf(own) + (own.payment?.failedRefundMinor ?? 0) + own.lostMinor),
  );
  return [
    ...wrong.map((change) => `order ${id} was changed for ${change.differenceMinor}, which was not taken once`),
    ...left.map(([changeId]) => `order ${id} was not changed by ${changeId}, whose money is held or was kept`),
    ...(back < less ? [`order ${id} was changed to cost ${less} less, ${back} were given back`] : []),
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

function bookFaults({ payment, providerKnown, ...books }: PaymentAudit): string[] {
  if (!payment) return [];
  if (!providerKnown) return [`payment ${payment.id}: the provider could not be asked`];
  const differ =
    books.ledgerCapturedMinor !== books.providerCapturedMinor ||
    books.ledgerRefundedMinor !== books.providerRefundedMinor ||
    books.ledgerAuthorizedMinor !== books.providerAuthorizedMinor;
  if (!differ) return [];
  const ours = `${books.ledgerAuthorizedMinor}/${books.ledgerCapturedMinor}/${books.ledgerRefundedMinor}`;
  const theirs = `${books.providerAuthorizedMinor}/${books.providerCapturedMinor}/${books.providerRefundedMinor}`;
  return [`payment ${payment.id}: authorised/captured/refunded is ${ours} here and ${theirs} at the provider`];
}
