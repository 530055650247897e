import { ORDER_STATUSES, type OrderStatus } from '@shop/protos/contract';
import { expect } from 'chai';
import { ABANDONED_AFTER, entitled, type ProductHold } from '../../dist/domain/holds.js';
import { type StockState } from '../../dist/domain/order.js';
import { begin, enter } from '../../dist/domain/transitions.js';

const now = new Date('2026-01-01T00:00:00Z');
const line = (productId: string, quantity: number) => ({ productId, quantity, name: '', unitPriceMinor: 1 });

describe('the status of an order', () => {
  const allowed = [
    'PENDING>AWAITING_PAYMENT',
    'PENDING>CANCELLED',
    'AWAITING_PAYMENT>CONFIRMED',
    'AWAITING_PAYMENT>CANCELLED',
    'CONFIRMED>CANCELLED',
  ];
  for (const from of ORDER_STATUSES)
    for (const to of ORDER_STATUSES)
      it(`${allowed.includes(`${from}>${to}`) ? 'goes' : 'never goes'} from ${from} to ${to}`, () => {
        const step = () => enter({ status: from as OrderStatus, history: [begin(now)] }, to, now, 'FAILED');
        if (allowed.includes(`${from}>${to}`))
          expect(step()).to.deep.equal({ seq: 2, status: to, at: now, reason: 'FAILED' });
        else expect(step).to.throw(/does not go/);
      });
});

describe('the quantity that an order is entitled to hold', () => {
  const hold: ProductHold = { productId: 'a', orderId: 'o', quantity: 5, token: 't', stamp: 0, at: now };
  const cases: [string, StockState, number][] = [
    ['everything while it is being taken', 'NONE', 5],
    ['its line once it is held', 'HELD', 2],
    ['everything while it is being sold', 'SELLING', 5],
    ['nothing once released', 'RELEASED', 0],
    ['nothing more once sold', 'SOLD', 0],
    ['nothing more once restocked', 'RESTOCKED', 0],
  ];
  for (const [what, stock, pieces] of cases)
    it(`is ${what}`, () => expect(entitled({ stock, lines: [line('a', 2)] }, hold, now)).to.equal(pieces));

  it('is what a change in progress needs, if that is more', () => {
    const change = { lines: [line('a', 4)], at: now };
    expect(entitled({ stock: 'HELD', lines: [line('a', 2)], change }, hold, now)).to.equal(4);
    expect(entitled({ stock: 'HELD', lines: [], change }, { ...hold, quantity: 3 }, now)).to.equal(3);
  });

  it('is everything without an order, until no process can still be creating it', () => {
    expect(entitled(null, hold, now)).to.equal(5);
    expect(entitled(null, hold, new Date(now.getTime() + ABANDONED_AFTER + 1))).to.equal(0);
  });
});
