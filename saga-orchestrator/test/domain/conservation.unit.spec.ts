import { expect } from 'chai';
import type { PaymentAudit__Output as Audited } from '@shop/protos/generated/shop/v1/PaymentAudit';
import { AuditReport } from '../../dist/domain/audit-report.js';
import {
  BEGAN,
  broken,
  captured,
  line,
  order,
  ordersWith,
  payment,
  paymentsWith,
  product,
  reportOf,
  saga,
  sound,
  type Snapshot,
} from './snapshot.js';

describe('the conservation audit', () => {
  it('finds nothing in a correct snapshot', () => expect(broken({})).to.deep.equal([]));

  it('finds nothing in a cancelled order whose money the bank has returned, in full or the rest', () => {
    const sagas = [...sound.sagas.filter(({ orderId }) => orderId !== 'gone'), saga('gone')];
    const lost = (more: Partial<Audited>, status = 'CAPTURED') =>
      broken({ sagas, payments: paymentsWith(payment('gone', status, { ...captured, ...more })) });
    expect(lost({ lostMinor: 1000 })).to.deep.equal([]);
    const rest = { lostMinor: 400, ledgerRefundedMinor: 600, providerRefundedMinor: 600 };
    expect(lost(rest, 'PARTIALLY_REFUNDED')).to.deep.equal([]);
  });

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
    [
      'a cancelled order whose bank gave back less than was kept',
      { payments: paymentsWith(payment('gone', 'CAPTURED', { ...captured, lostMinor: 400 })) },
      /gone.*600 were kept/,
    ],
    ['an order without a saga', { sagas: sound.sagas.slice(1) }, /exactly one.*bought has 0 sagas/],
    ['an order with two sagas', { sagas: [...sound.sagas, { ...saga('bought'), id: 'other' }] }, /bought has 2 sagas/],
    [
      'a live saga that nothing will wake',
      { sagas: [saga('bought'), saga('waits', 'WAITING', null), saga('gone')] },
      /next action.*waits/,
    ],
    [
      'a completed saga whose order was rolled back after its money was taken',
      {
        orders: ordersWith(order('bought', 'AWAITING_PAYMENT', 'HELD')),
        products: [
          product({
            sold: 0,
            reserved: 4,
            available: 6,
            holds: [...product().holds, { orderId: 'bought', quantity: 2 }],
          }),
        ],
      },
      /has ended left.*order bought is AWAITING_PAYMENT, its place-order saga is COMPLETED/,
    ],
    [
      'a compensated saga that left its money captured',
      { payments: [...sound.payments.slice(0, 1), payment('gone', 'CAPTURED', captured)] },
      /has ended left.*order gone was undone, 1000 of its money is held or was kept/,
    ],
    [
      'a compensated saga whose order goes on',
      { orders: ordersWith(order('gone', 'CONFIRMED', 'SOLD')) },
      /order gone is CONFIRMED, its place-order saga is COMPENSATED/,
    ],
    [
      'a cancelling saga that has ended, and its order is still confirmed',
      { sagas: [...sound.sagas, { ...saga('bought'), id: 'cancels', type: 'cancel-order' }] },
      /order bought is CONFIRMED, its cancel-order saga is COMPLETED/,
    ],
    ['a completed saga without its order', { sagas: [...sound.sagas, saga('lost')] }, /order lost is missing/],
    [
      'money of an order that is not there',
      { payments: [...sound.payments, payment('lost', 'CAPTURED', captured)] },
      /there is no order lost, 1000 of its money/,
    ],
    [
      'a hold of an order that is not there',
      {
        products: [
          product({ available: 4, reserved: 4, holds: [...product().holds, { orderId: 'lost', quantity: 2 }] }),
        ],
      },
      /held by order lost, whose stock is unknown/,
    ],
    [
      'books that differ',
      { payments: paymentsWith(payment('bought', 'CAPTURED', { ...captured, providerRefundedMinor: 5 })) },
      /p-bought.*1000\/1000\/0 here and 1000\/1000\/5/,
    ],
  ];
  /** An order of 1000 that two changes raised to 1300 and lowered to 1200. */
  const changed = order('bought', 'CONFIRMED', 'SOLD', {
    totalMinor: 1200,
    paidChanges: [
      { id: 'more', differenceMinor: 300 },
      { id: 'less', differenceMinor: -100 },
    ],
  });
  const ofChange = (changeId: string, minor: number, back: number): Audited => {
    const made = payment('bought', back === 0 ? 'CAPTURED' : 'REFUNDED');
    const [authorized, taken, given] = ['Authorized', 'Captured', 'Refunded'].map((what) => [
      `ledger${what}Minor`,
      `provider${what}Minor`,
    ]) as [string[], string[], string[]];
    return {
      ...made,
      payment: { ...made.payment!, id: `p-${changeId}`, changeId },
      captures: 1,
      ...Object.fromEntries([...authorized, ...taken].map((field) => [field, minor])),
      ...Object.fromEntries(given.map((field) => [field, back])),
    };
  };
  const paidWith = (...changes: Audited[]) => ({
    orders: ordersWith(changed),
    payments: paymentsWith(payment('bought', 'CAPTURED', { ...captured, changes })),
  });

  it('finds nothing in a changed order whose payments match its changes', () => {
    const most = paidWith(ofChange('more', 300, 100), ofChange('refused', 50, 50));
    expect(broken(most)).to.deep.equal([]);
  });

  const misplaced: [string, Audited[], RegExp][] = [
    ['a change that was not paid', [], /was changed for 300, which was not taken once/],
    ['a change that was paid too much', [ofChange('more', 400, 100)], /was changed for 300/],
    ['a change whose difference was not given back', [ofChange('more', 300, 0)], /to cost 100 less, 0 were given back/],
    [
      'money of a change that was not made',
      [ofChange('more', 300, 100), ofChange('refused', 50, 0)],
      /was not changed by refused, whose money/,
    ],
  ];
  for (const [what, changes, finding] of misplaced)
    it(`finds ${what}, and names it`, () => expect(broken(paidWith(...changes)).join('\n')).to.match(finding));

  it('accepts that an order in progress has sold its lines from before or after its change', () => {
    const orders = ordersWith({ ...changed, lines: [{ ...line, quantity: 1 }], otherLines: [line] });
    const { payments } = paidWith(ofChange('more', 300, 100));
    for (const sold of [0, 1, 2]) {
      const products = [product({ sold, available: 8 - sold })];
      expect(broken({ orders, payments, products, moving: new Set(['bought']) }), `${sold}`).to.deep.equal([]);
    }
    const products = [product({ sold: 3, available: 5 })];
    expect(broken({ orders, payments, products, moving: new Set(['bought']) }).join()).to.match(/sold says 3/);
  });

  for (const [what, snapshot, finding] of planted)
    it(`finds ${what}, and names it`, () => expect(broken(snapshot).join('\n')).to.match(finding));

  it('postpones the verdict on an order that is in progress', () =>
    expect(broken({ payments: [sound.payments[1]!], moving: new Set(['bought']) })).to.deep.equal([]));

  it('reports a missing saga only for an order that changed after the retention time of sagas', () => {
    const [DAY, now] = [86_400_000, 100 * 86_400_000];
    const old = order('old', 'CANCELLED', 'RELEASED', { updatedAtMs: now - 8 * DAY });
    const recent = order('recent', 'CANCELLED', 'RELEASED', { updatedAtMs: now - 5 * DAY });
    const orders = [...sound.orders, old, recent];
    expect(broken({ orders, forgottenBefore: now - 7 * DAY }).join()).to.match(/1 of 5: order recent has 0 sagas$/);
    expect(broken({ orders }).join()).to.match(/order old has 0 sagas; order recent has 0 sagas/);
  });

  it('sums the money held or kept for orders with faults, and for those that need attention', () => {
    const attention = { ...saga('stuck', 'NEEDS_ATTENTION', 5), type: 'place-order' };
    const report = reportOf({
      orders: [...sound.orders, order('stuck', 'CONFIRMED', 'SOLD')],
      payments: [...sound.payments.slice(0, 1), payment('gone', 'CAPTURED', captured), payment('stuck', 'AUTHORIZED')],
      sagas: [...sound.sagas, attention],
    });
    expect(report.moneyAtRisk).to.deep.equal({ USD: 2000 });
    const later = new AuditReport(BEGAN, 0);
    report.replace('gone', later);
    expect(report.moneyAtRisk).to.deep.equal({ USD: 1000 });
  });

  it('counts the faults of more orders than it lists', () => {
    const many = Array.from({ length: 1_500 }, (_, i) => order(`o${i}`, 'CANCELLED', 'HELD'));
    const sagas = many.map(({ id }) => saga(id, 'COMPENSATED'));
    const report = reportOf({ orders: [...sound.orders, ...many], sagas: [...sound.sagas, ...sagas] });
    expect(report.suspects).to.have.length(1_000);
    const { detail } = report.checks(true).find(({ name }) => name.startsWith('a cancelled order'))!;
    expect(detail).to.match(/^1500 of 1503: order o0 is CANCELLED/);
  });

  it('ignores the tombstone of an early undo', () =>
    expect(
      broken({ orders: [...sound.orders, order('never', 'CANCELLED', 'RELEASED', { tombstone: true })] }),
    ).to.deep.equal([]));
});
