import { expect } from 'chai';
import fc from 'fast-check';
import type { Books, Movement } from '../../dist/domain/money-movement.js';
import { newPayment } from '../../dist/domain/new-payment.js';
import type { Payment } from '../../dist/domain/payment.js';
import { keptRefunds, mergeBooks, refundable } from '../../dist/domain/merge-books.js';
import { WrongTransition } from '../../dist/domain/status.js';

const at = (n: number) => new Date(1_000 * n);
const of = {
  orderId: 'o',
  userId: 'u',
  methodId: 'm',
  amountMinor: 100,
  currency: 'USD',
  card: { brand: 'visa', last4: '4242' },
};
const asked: Payment = { ...newPayment(of, at(0), at(0)), calls: { authorize: { key: 'k', token: 't', at: at(0) } } };

const life: Movement[] = [
  { type: 'authorized', amountMinor: 100, at: at(1), ref: 'a' },
  { type: 'captured', amountMinor: 100, at: at(2), ref: 'c' },
  { type: 'refunded', amountMinor: 30, at: at(3), ref: 'r1', key: 'k1' },
  { type: 'refunded', amountMinor: 70, at: at(4), ref: 'r2', key: 'k2' },
];
const books = (movements: Movement[], more: Partial<Books> = {}): Books => ({
  providerRef: 'ch',
  voided: false,
  movements,
  ...more,
});
const take = (payment: Payment, incoming: Books): Payment => {
  const { status, declineCode, providerRef, lines, refunds, outstandingMinor } = mergeBooks(payment, incoming);
  const { failedRefund: _before, ...rest } = payment;
  const outstanding = outstandingMinor > 0 ? { failedRefund: { amountMinor: outstandingMinor, since: at(9) } } : {};
  return { ...rest, ...outstanding, status, declineCode, providerRef, refunds, ledger: [...payment.ledger, ...lines] };
};

describe('merging the provider’s books', () => {
  it('derives each status', () => {
    const statuses = [1, 2, 3, 4].map((n) => take(asked, books(life.slice(0, n))).status);
    expect(statuses).to.deep.equal(['AUTHORIZED', 'CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED']);
    expect(take(asked, books([], { declineCode: 'no' }))).to.deep.include({ status: 'DECLINED', declineCode: 'no' });
    expect(take(asked, books([], { voided: true })).status).to.equal('VOIDED');
    const released: Movement = { type: 'voided', amountMinor: 100, at: at(2), ref: 'v' };
    expect(take(asked, books([life[0]!, released], { voided: true })).status).to.equal('VOIDED');
    expect(take(asked, books([])).status).to.equal('PENDING');
  });

  it('gives the same payment whatever books came before or after the newest, in any order and number', () => {
    const whole = take(asked, books(life));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 12 }), fc.nat(12), (views, where) => {
        const order = [...views.slice(0, where), 4, ...views.slice(where)];
        const end = order.reduce((payment, n) => take(payment, books(life.slice(0, n))), asked);
        expect(end).to.deep.equal(whole);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it('reports whether anything changed, and whether anything is still in doubt', () => {
    const authorized = take(asked, books(life.slice(0, 1)));
    expect(mergeBooks(authorized, books(life.slice(0, 1)))).to.deep.include({ changed: false, inDoubt: false });
    expect(mergeBooks(asked, books([])).inDoubt).to.equal(true);
    const capturing = { ...authorized, calls: { ...authorized.calls, capture: { key: 'c', at: at(1) } } };
    expect(mergeBooks(capturing, books(life.slice(0, 1))).inDoubt).to.equal(true);
    expect(mergeBooks(capturing, books(life.slice(0, 2))).inDoubt).to.equal(false);
  });

  it('marks a requested refund as done, and reserves its amount until then', () => {
    const captured = take(asked, books(life.slice(0, 2)));
    const refund = { key: 'k1', at: at(3), amountMinor: 30, state: 'asked' as const };
    const asking = { ...captured, refunds: [refund] };
    expect([refundable(captured), refundable(asking)]).to.deep.equal([100, 70]);
    const after = take(asking, books(life.slice(0, 3)));
    expect([after.refunds[0]!.state, refundable(after)]).to.deep.equal(['done', 70]);
  });

  describe('reverses a refund that failed after it was done', () => {
    const done = { key: 'k1', at: at(3), amountMinor: 30, state: 'done' as const };
    const failure = { ref: 'r1', at: at(5), key: 'k1' };
    const partly = { ...take(asked, books(life.slice(0, 3))), refunds: [done] };

    for (const [what, before, incoming, status, left, outstanding] of [
      ['a part', partly, books(life.slice(0, 2), { failedRefunds: [failure] }), 'CAPTURED', 100, 30],
      [
        'a part, with its movement still in the books',
        partly,
        books(life.slice(0, 3), { failedRefunds: [failure] }),
        'CAPTURED',
        100,
        30,
      ],
      [
        'one of two',
        { ...take(asked, books(life)), refunds: [done] },
        books([life[0]!, life[1]!, life[3]!], { failedRefunds: [failure] }),
        'PARTIALLY_REFUNDED',
        30,
        30,
      ],
    ] as const)
      it(what, () => {
        const after = take(before, incoming);
        expect(after).to.deep.include({ status });
        expect(after.ledger.at(-1)).to.deep.equal({
          type: 'refund_failed',
          amountMinor: 30,
          at: at(5),
          providerRef: 'r1:failed',
        });
        expect(after.refunds).to.deep.equal([{ ...done, state: 'refused', failedRef: 'r1' }]);
        expect([refundable(after), after.failedRefund?.amountMinor]).to.deep.equal([left, outstanding]);
        expect([mergeBooks(before, incoming).reopened, mergeBooks(before, incoming).changed]).to.deep.equal([
          true,
          true,
        ]);
        // the same books again, and earlier ones
        for (const later of [incoming, books(life.slice(0, 3))])
          expect(mergeBooks(after, later), JSON.stringify(later)).to.deep.include({
            reopened: false,
            outstandingMinor: outstanding,
            status,
          });
        expect(mergeBooks(after, incoming).changed).to.equal(false);
      });

    it('and has nothing outstanding after it was given back in another way', () => {
      const failed = take(partly, books(life.slice(0, 2), { failedRefunds: [failure] }));
      const again: Movement = { type: 'refunded', amountMinor: 30, at: at(7), ref: 'dashboard' };
      const after = take(failed, books([...life.slice(0, 2), again], { failedRefunds: [failure] }));
      expect([after.status, after.failedRefund, refundable(after)]).to.deep.equal([
        'PARTIALLY_REFUNDED',
        undefined,
        70,
      ]);
    });

    it('and adds no line for one that failed earlier, but counts it as outstanding, unless the cancel saga will retry it', () => {
      const captured = take(asked, books(life.slice(0, 2)));
      const incoming = books(life.slice(0, 2), { failedRefunds: [failure] });
      for (const [key, outstanding] of [
        ['k1', 30],
        [`${captured._id}:refund-rest`, undefined],
      ] as const) {
        const asking = { ...captured, refunds: [{ ...done, key, state: 'asked' as const }] };
        const after = take(asking, { ...incoming, failedRefunds: [{ ...failure, key }] });
        expect(after.ledger).to.deep.equal(captured.ledger);
        expect([after.status, after.refunds[0]!.state, after.failedRefund?.amountMinor]).to.deep.equal([
          'CAPTURED',
          'refused',
          outstanding,
        ]);
        // earlier books, in which it was done, arrive late
        const late = books([...life.slice(0, 2), { ...life[2]!, key }]);
        expect(mergeBooks(after, late)).to.deep.include({ status: 'CAPTURED', changed: false });
      }
    });

    it('and never counts more than was captured as refunded or outstanding, for any sequence of refunds and failures', () => {
      // as at the provider, each refund succeeds and may fail later
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 8 }), (parts) => {
          let payment = take(asked, books(life.slice(0, 2)));
          const movements = life.slice(0, 2);
          const failedRefunds: { ref: string; at: Date }[] = [];
          let given = 0;
          parts.forEach(([amountMinor, fails], n) => {
            if (amountMinor > refundable(payment)) return;
            movements.push({ type: 'refunded', amountMinor, at: at(n + 3), ref: `r${n}` });
            payment = take(payment, books([...movements], { failedRefunds: [...failedRefunds] }));
            if (fails) failedRefunds.push({ ref: `r${n}`, at: at(n + 4) });
            else given += amountMinor;
            payment = take(payment, books([...movements], { failedRefunds: [...failedRefunds] }));
            const outstanding = payment.failedRefund?.amountMinor ?? 0;
            expect(refundable(payment)).to.equal(100 - given);
            expect(outstanding).to.be.within(0, 100 - given);
            expect(payment.status).to.equal(
              given === 0 ? 'CAPTURED' : given === 100 ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
            );
          });
        }),
        { seed: 4, numRuns: 500 },
      );
    });
  });

  it('keeps the last ten refused refunds, and all others', () => {
    const refund = (n: number, state: 'done' | 'refused') => ({
      key: `${state}-${n}`,
      at: new Date(n),
      amountMinor: 1,
      state,
    });
    let refunds = Array.from({ length: 3 }, (_, n) => refund(n, 'done'));
    for (let n = 0; n < 1_000; n++) refunds = keptRefunds([...refunds, refund(n, 'refused')]) as typeof refunds;
    expect(refunds.map(({ key }) => key)).to.deep.equal([
      'done-0',
      'done-1',
      'done-2',
      ...Array.from({ length: 10 }, (_, n) => `refused-${990 + n}`),
    ]);
  });

  it('throws for books that contradict the ledger', () => {
    const impossible: [string, Payment, Books][] = [
      ['captured without being authorised', asked, books([life[1]!])],
      ['authorised after a decline', take(asked, books([], { declineCode: 'no' })), books(life.slice(0, 1))],
      ['declined after being authorised', take(asked, books(life.slice(0, 1))), books([], { declineCode: 'no' })],
      ['voided after being captured', take(asked, books(life.slice(0, 2))), books([], { voided: true })],
      ['authorised after a void', take(asked, books([], { voided: true })), books(life.slice(0, 1))],
      ['captured twice', take(asked, books(life.slice(0, 2))), books([{ ...life[1]!, ref: 'c2' }])],
      ['refunded beyond what was taken', take(asked, books(life)), books([{ ...life[3]!, ref: 'r3' }])],
    ];
    for (const [what, payment, incoming] of impossible)
      expect(() => mergeBooks(payment, incoming), what).to.throw(WrongTransition);
  });
});
