import { expect } from 'chai';
import { conservation, type SagaFact, type Snapshot } from '../../src/domain/conservation.js';

type Order = Snapshot['orders'][number];
type Product = Snapshot['products'][number];
type Audited = Snapshot['payments'][number];

const line = { productId: 'pen', quantity: 2, unitPriceMinor: 500, name: 'Pen' };
const order = (id: string, status: string, stock: string, more: Partial<Order> = {}): Order => ({
  id,
  status,
  stock,
  totalMinor: 1000,
  lines: [line],
  tombstone: false,
  updatedAtMs: 1,
  startPending: false,
  ...more,
});
const payment = (orderId: string, status: string, books: Partial<Audited> = {}): Audited => ({
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
  ...books,
});
const captured = { ledgerCapturedMinor: 1000, providerCapturedMinor: 1000, captures: 1 };
const product = (more: Partial<Product> = {}): Product => ({
  productId: 'pen',
  available: 6,
  reserved: 2,
  sold: 2,
  stocked: 10,
  holds: [{ orderId: 'waits', quantity: 2 }],
  ...more,
});
const saga = (orderId: string, state = 'COMPLETED', nextActionAt: number | null = null): SagaFact => ({
  id: orderId,
  type: 'place-order',
  orderId,
  state,
  nextActionAt,
});

/** Nothing wrong: one order of each kind. */
const sound: Snapshot = {
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
const broken = (snapshot: Partial<Snapshot>) =>
  conservation({ ...sound, ...snapshot })
    .filter(({ ok }) => !ok)
    .map(({ name, detail }) => `${name}: ${detail}`);
const ordersWith = (changed: Order) => sound.orders.map((each) => (each.id === changed.id ? changed : each));
const paymentsWith = (changed: Audited) =>
  sound.payments.map((each) => (each.payment?.orderId === changed.payment?.orderId ? changed : each));

describe('the conservation audit', () => {
  it('finds nothing where nothing is wrong', () => expect(broken({})).to.deep.equal([]));

  const planted: [string, Partial<Snapshot>, RegExp][] = [
    ['stock that does not add up', { products: [product({ available: 7 })] }, /stock adds up.*7 \+ 2 \+ 2 is not 10/],
    ['a negative count', { products: [product({ available: -1, stocked: 3 })] }, /negative/],
    [
      'a hold that nobody waits for',
      {
        orders: ordersWith(order('waits', 'CANCELLED', 'RELEASED')),
        sagas: [saga('bought'), saga('waits'), saga('gone')],
      },
      /holds are those.*order waits/,
    ],
    [
      'a sale that nobody bought',
      { products: [product({ sold: 3, available: 5 })] },
      /what is sold.*sold says 3, orders say 2/,
    ],
    ['a confirmed order that was not paid', { payments: [sound.payments[1]!] }, /confirmed order.*bought.*missing/],
    [
      'an order that was charged twice',
      {
        payments: paymentsWith(
          payment('bought', 'CAPTURED', {
            ...captured,
            captures: 2,
            ledgerCapturedMinor: 2000,
            providerCapturedMinor: 2000,
          }),
        ),
      },
      /captured 2000 in 2 captures/,
    ],
    [
      'a cancelled order whose money is still set aside',
      { payments: paymentsWith(payment('gone', 'AUTHORIZED')) },
      /cancelled order.*gone.*AUTHORIZED/,
    ],
    [
      'a cancelled order whose money was kept',
      { payments: paymentsWith(payment('gone', 'CAPTURED', captured)) },
      /gone.*1000 were kept/,
    ],
    ['an order without a saga', { sagas: sound.sagas.slice(1) }, /exactly one.*bought has 0 sagas/],
    ['an order with two sagas', { sagas: [...sound.sagas, { ...saga('bought'), id: 'other' }] }, /bought has 2 sagas/],
    [
      'a live saga that nothing will wake',
      { sagas: [saga('bought'), saga('waits', 'WAITING', null), saga('gone')] },
      /next action.*waits/,
    ],
    [
      'books that differ',
      { payments: paymentsWith(payment('bought', 'CAPTURED', { ...captured, providerRefundedMinor: 5 })) },
      /p-bought.*1000\/1000\/0 here and 1000\/1000\/5/,
    ],
  ];
  for (const [what, snapshot, finding] of planted)
    it(`finds ${what}, and names it`, () => expect(broken(snapshot).join('\n')).to.match(finding));

  it('waits with its judgement on an order that is being worked on', () =>
    expect(broken({ payments: [sound.payments[1]!], moving: new Set(['bought']) })).to.deep.equal([]));

  it('does not miss the saga of an order that was last changed before sagas are forgotten, only of a later one', () => {
    const [DAY, now] = [86_400_000, 100 * 86_400_000];
    const old = order('old', 'CANCELLED', 'RELEASED', { updatedAtMs: now - 8 * DAY });
    const recent = order('recent', 'CANCELLED', 'RELEASED', { updatedAtMs: now - 5 * DAY });
    const orders = [...sound.orders, old, recent];
    expect(broken({ orders, forgottenBefore: now - 7 * DAY }).join()).to.match(/1 of 5: order recent has 0 sagas$/);
    expect(broken({ orders }).join()).to.match(/order old has 0 sagas; order recent has 0 sagas/);
  });

  it('passes over the mark that an early undo leaves', () =>
    expect(
      broken({ orders: [...sound.orders, order('never', 'CANCELLED', 'RELEASED', { tombstone: true })] }),
    ).to.deep.equal([]));
});
