import type { OrderAudit__Output as Order } from '@shop/protos/generated/shop/v1/OrderAudit';
import type { PaymentAudit__Output as Audited } from '@shop/protos/generated/shop/v1/PaymentAudit';
import { AuditReport } from '../../dist/domain/audit-report.js';
import type { SagaFact } from '../../dist/domain/conservation.js';
import type { Counters } from '../../dist/domain/stock-faults.js';

type Product = Counters & { holds: { orderId: string; quantity: number }[] };
export interface Snapshot {
  orders: Order[];
  products: Product[];
  payments: Audited[];
  sagas: SagaFact[];
  /** Orders that are in progress. */
  moving: Set<string>;
  forgottenBefore: number;
}
/** The beginning of the audit. */
export const BEGAN = 1_000 * 86_400_000;

export const line = { productId: 'pen', quantity: 2, unitPriceMinor: 500, name: 'Pen' };
export const order = (id: string, status: string, stock: string, more: Partial<Order> = {}): Order => ({
  id,
  status,
  stock,
  totalMinor: 1000,
  lines: [line],
  tombstone: false,
  updatedAtMs: 1,
  startPending: false,
  paidChanges: [],
  otherLines: [],
  ...more,
});
export const payment = (orderId: string, status: string, books: Partial<Audited> = {}): Audited => ({
  payment: {
    id: `p-${orderId}`,
    orderId,
    userId: 'u',
    status,
    amountMinor: 1000,
    refundedMinor: 0,
    currency: 'USD',
    brand: 'visa',
    last4: '4242',
    declineCode: '',
    actionUrl: '',
    failedRefundMinor: 0,
    changeId: '',
    changes: [],
  },
  ledgerAuthorizedMinor: 1000,
  ledgerCapturedMinor: 0,
  ledgerRefundedMinor: 0,
  captures: 0,
  providerAuthorizedMinor: 1000,
  providerCapturedMinor: 0,
  providerRefundedMinor: 0,
  providerKnown: true,
  tombstone: false,
  signalPending: false,
  ledgerRefundedByHandMinor: 0,
  lostMinor: 0,
  changes: [],
  ...books,
});
export const captured = { ledgerCapturedMinor: 1000, providerCapturedMinor: 1000, captures: 1 };
export const product = (more: Partial<Product> = {}): Product => ({
  productId: 'pen',
  available: 6,
  reserved: 2,
  sold: 2,
  stocked: 10,
  holds: [{ orderId: 'waits', quantity: 2 }],
  ...more,
});
export const saga = (orderId: string, state = 'COMPLETED', nextActionAt: number | null = null): SagaFact => ({
  id: orderId,
  type: 'place-order',
  orderId,
  state,
  nextActionAt,
  updatedAt: 1,
});

/** A correct snapshot with one order of each kind. */
export const sound: Snapshot = {
  orders: [
    order('bought', 'CONFIRMED', 'SOLD'),
    order('waits', 'AWAITING_PAYMENT', 'HELD'),
    order('gone', 'CANCELLED', 'RELEASED'),
  ],
  products: [product()],
  payments: [
    payment('bought', 'CAPTURED', captured),
    payment('gone', 'VOIDED', { ledgerAuthorizedMinor: 0, providerAuthorizedMinor: 0 }),
  ],
  sagas: [saga('bought'), saga('waits', 'WAITING', 99), saga('gone', 'COMPENSATED')],
  moving: new Set(),
  forgottenBefore: 0,
};
export const reportOf = (snapshot: Partial<Snapshot>): AuditReport => {
  const { orders, products, payments, sagas, moving, forgottenBefore } = { ...sound, ...snapshot };
  const report = new AuditReport(BEGAN, forgottenBefore);
  for (const { holds, ...counters } of products)
    report.product(
      counters,
      holds.map((hold) => ({ ...hold, productId: counters.productId })),
    );
  const ids = [
    ...orders.map(({ id }) => id),
    ...payments.map((each) => each.payment!.orderId),
    ...sagas.map(({ orderId }) => orderId),
  ];
  for (const id of new Set([...ids, ...report.unknownHolders()]))
    report.order({
      id,
      order: orders.find((each) => each.id === id),
      payment: payments.find((each) => each.payment?.orderId === id),
      sagas: sagas
        .filter(({ orderId }) => orderId === id)
        .map((each) => (moving.has(id) ? { ...each, updatedAt: BEGAN } : each)),
    });
  return report;
};
export const broken = (snapshot: Partial<Snapshot>) =>
  reportOf(snapshot)
    .checks(true)
    .filter(({ ok }) => !ok)
    .map(({ name, detail }) => `${name}: ${detail}`);
export const ordersWith = (changed: Order) => sound.orders.map((each) => (each.id === changed.id ? changed : each));
export const paymentsWith = (changed: Audited) =>
  sound.payments.map((each) => (each.payment?.orderId === changed.payment?.orderId ? changed : each));
