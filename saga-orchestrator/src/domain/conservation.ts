import type { OrderAudit__Output as OrderAudit } from '@shop/protos/generated/shop/v1/OrderAudit';
import type { PaymentAudit__Output as PaymentAudit } from '@shop/protos/generated/shop/v1/PaymentAudit';
import type { ProductStock__Output as ProductStock } from '@shop/protos/generated/shop/v1/ProductStock';

/** What an audit needs to know of one saga. */
export interface SagaFact {
  readonly id: string;
  readonly type: string;
  readonly orderId: string;
  readonly state: string;
  readonly nextActionAt: number | null;
}

/** Everything that the databases and the provider's books say. */
export interface Snapshot {
  readonly orders: readonly OrderAudit[];
  readonly products: readonly ProductStock[];
  readonly payments: readonly PaymentAudit[];
  readonly sagas: readonly SagaFact[];
  /** Orders that were being worked on while the snapshot was taken: their parts need not agree yet. */
  readonly moving: ReadonlySet<string>;
  /** Sagas that ended before this may be gone (epoch ms); 0 when none is ever forgotten. */
  readonly forgottenBefore: number;
}

/** One rule and how it came out; `detail` names the documents that break it. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const GIVEN_BACK = ['VOIDED', 'DECLINED', 'REFUNDED', 'FAILED'];
const CAPTURED = ['CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'];

/** The conservation rules over a snapshot. Pure. */
export function conservation(snapshot: Snapshot): Check[] {
  const visible = snapshot.orders.filter(({ tombstone }) => !tombstone);
  const settled = visible.filter(({ id }) => !snapshot.moving.has(id));
  const paymentOf = new Map(
    snapshot.payments.filter(({ tombstone }) => !tombstone).map((each) => [each.payment?.orderId, each]),
  );
  const still = snapshot.payments.filter(
    ({ payment, tombstone }) => !tombstone && payment && !snapshot.moving.has(payment.orderId),
  );
  return [
    check(
      'stock adds up: available + reserved + sold = stocked, nothing negative',
      snapshot.products.length,
      snapshot.products.flatMap(stockFaults),
    ),
    check('holds are those of orders that wait', snapshot.products.length, holdFaults(snapshot)),
    check('what is sold is what confirmed orders bought', snapshot.products.length, soldFaults(snapshot, visible)),
    check(
      'a confirmed order is sold and captured exactly once',
      settled.length,
      settled
        .filter(({ status }) => status === 'CONFIRMED')
        .flatMap((order) => confirmedFaults(order, paymentOf.get(order.id))),
    ),
    check(
      'a cancelled order holds nothing and keeps no money',
      settled.length,
      settled
        .filter(({ status }) => status === 'CANCELLED')
        .flatMap((order) => cancelledFaults(order, paymentOf.get(order.id))),
    ),
    check('every order has exactly one place-order saga', settled.length, sagaFaults(snapshot, settled)),
    check(
      'no live saga is without a next action',
      snapshot.sagas.length,
      snapshot.sagas.filter(isForgotten).map(({ id, state }) => `saga ${id} is ${state} and nothing will wake it`),
    ),
    check("the ledger agrees with the provider's books", still.length, still.flatMap(bookFaults)),
  ];
}

function check(name: string, looked: number, faults: readonly string[]): Check {
  if (faults.length === 0) return { name, ok: true, detail: `${looked} looked at` };
  return { name, ok: false, detail: `${faults.length} of ${looked}: ${faults.slice(0, 20).join('; ')}` };
}

function stockFaults({ productId, available, reserved, sold, stocked, holds }: ProductStock): string[] {
  const held = holds.reduce((sum, { quantity }) => sum + quantity, 0);
  return [
    ...(available + reserved + sold === stocked
      ? []
      : [`product ${productId}: ${available} + ${reserved} + ${sold} is not ${stocked}`]),
    ...(Math.min(available, reserved, sold) < 0
      ? [`product ${productId}: a count is negative (${available}, ${reserved}, ${sold})`]
      : []),
    ...(held === reserved ? [] : [`product ${productId}: holds come to ${held}, reserved says ${reserved}`]),
  ];
}

function holdFaults({ products, orders, moving }: Snapshot): string[] {
  const stockOf = new Map(orders.map(({ id, stock }) => [id, stock]));
  return products.flatMap(({ productId, holds }) =>
    holds
      .filter(({ orderId }) => !moving.has(orderId) && !['HELD', 'SELLING'].includes(stockOf.get(orderId) ?? ''))
      .map(
        ({ orderId }) =>
          `product ${productId} is held by order ${orderId}, whose stock is ${stockOf.get(orderId) ?? 'unknown'}`,
      ),
  );
}

function soldFaults({ products, moving }: Snapshot, orders: readonly OrderAudit[]): string[] {
  const certain = piecesByProduct(orders.filter(({ id, stock }) => stock === 'SOLD' && !moving.has(id)));
  const possible = piecesByProduct(orders.filter(({ id }) => moving.has(id)));
  return products.flatMap(({ productId, sold }) => {
    const least = certain.get(productId) ?? 0;
    const most = least + (possible.get(productId) ?? 0);
    return sold >= least && sold <= most ? [] : [`product ${productId}: sold says ${sold}, orders say ${least}`];
  });
}

function piecesByProduct(orders: readonly OrderAudit[]): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const { lines } of orders)
    for (const { productId, quantity } of lines) pieces.set(productId, (pieces.get(productId) ?? 0) + quantity);
  return pieces;
}

function confirmedFaults({ id, totalMinor, stock }: OrderAudit, paid: PaymentAudit | undefined): string[] {
  const payment = paid?.payment;
  return [
    ...(stock === 'SOLD' ? [] : [`order ${id} is CONFIRMED, its stock is ${stock}`]),
    ...(payment && CAPTURED.includes(payment.status)
      ? []
      : [`order ${id} is CONFIRMED, its payment is ${payment?.status ?? 'missing'}`]),
    ...(paid && (paid.captures !== 1 || paid.ledgerCapturedMinor !== totalMinor)
      ? [`order ${id} comes to ${totalMinor}, captured ${paid.ledgerCapturedMinor} in ${paid.captures} captures`]
      : []),
  ];
}

function cancelledFaults({ id, stock }: OrderAudit, paid: PaymentAudit | undefined): string[] {
  const kept = paid ? paid.ledgerCapturedMinor - paid.ledgerRefundedMinor : 0;
  return [
    ...(['HELD', 'SELLING', 'SOLD'].includes(stock) ? [`order ${id} is CANCELLED, its stock is ${stock}`] : []),
    ...(paid?.payment && !GIVEN_BACK.includes(paid.payment.status)
      ? [`order ${id} is CANCELLED, its payment is ${paid.payment.status}`]
      : []),
    ...(kept === 0 ? [] : [`order ${id} is CANCELLED, ${kept} were kept`]),
  ];
}

// an order may be changed last by the saga that takes it back, a little later than its own ended
const A_DAY = 86_400_000;

function sagaFaults({ sagas, forgottenBefore }: Snapshot, orders: readonly OrderAudit[]): string[] {
  const count = new Map<string, number>();
  for (const { type, orderId } of sagas) if (type === 'place-order') count.set(orderId, (count.get(orderId) ?? 0) + 1);
  const mayBeForgotten = ({ updatedAtMs }: OrderAudit) => forgottenBefore > 0 && updatedAtMs < forgottenBefore + A_DAY;
  return orders
    .filter((order) => count.get(order.id) !== 1 && (count.has(order.id) || !mayBeForgotten(order)))
    .map(({ id }) => `order ${id} has ${count.get(id) ?? 0} sagas`);
}

const isForgotten = ({ state, nextActionAt }: SagaFact) =>
  !['COMPLETED', 'COMPENSATED', 'RESOLVED'].includes(state) && nextActionAt === null;

function bookFaults({ payment, providerKnown, ...books }: PaymentAudit): string[] {
  if (!providerKnown) return [`payment ${payment?.id}: the provider could not be asked`];
  const differ =
    books.ledgerCapturedMinor !== books.providerCapturedMinor ||
    books.ledgerRefundedMinor !== books.providerRefundedMinor ||
    books.ledgerAuthorizedMinor !== books.providerAuthorizedMinor;
  if (!differ) return [];
  const ours = `${books.ledgerAuthorizedMinor}/${books.ledgerCapturedMinor}/${books.ledgerRefundedMinor}`;
  const theirs = `${books.providerAuthorizedMinor}/${books.providerCapturedMinor}/${books.providerRefundedMinor}`;
  return [`payment ${payment?.id}: authorised/captured/refunded is ${ours} here and ${theirs} at the provider`];
}
