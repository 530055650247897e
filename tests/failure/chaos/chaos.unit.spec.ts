import { expect } from 'chai';
import type { CustomerRecord } from './customer.js';
import { picture } from './picture.js';
import { KINDS, plans, type Kind } from './plans.js';
import { asMarkdown } from './report.js';
import { schedule } from './schedule.js';
import { isClean, judge, type StoredOrder } from './verdict.js';

const field = { processes: ['gateway', 'redis', 'store'], links: ['gateway → redis', 'order-service → store'] };
const stock = { productId: 'product-1', stocked: 10, sold: 1, reserved: 0 };

const record = (id: string, kind: Kind = 'one-shot', more: Partial<CustomerRecord> = {}): CustomerRecord => ({
  plan: { ...plans(1, 1, 1000, 1)[0]!, kind, quantity: 1 },
  orderIds: new Set([id]),
  quantity: 1,
  placed: { status: 201, at: 0 },
  ...more,
});
const stored = (id: string, status = 'CONFIRMED', more: Partial<StoredOrder> = {}): StoredOrder => ({
  id,
  status,
  items: [{ productId: 'product-1', quantity: 1 }],
  updatedAt: new Date(500).toISOString(),
  ...more,
});

describe('a chaos run', () => {
  it('is the same for the same seed, and another one for another seed', () => {
    const one = () => [schedule(3, 60_000, 1500, field), plans(3, 50, 60_000, 5)];
    expect(one()).to.deep.equal(one());
    expect(schedule(4, 60_000, 1500, field)).to.not.deep.equal(schedule(3, 60_000, 1500, field));
  });

  it('injects faults only during the run, and places orders of every kind', () => {
    const faults = schedule(3, 60_000, 1500, field);
    expect(faults).to.have.length.within(30, 60);
    expect(faults.every(({ atMs }) => atMs < 60_000)).to.equal(true);
    expect(new Set(plans(3, 50, 60_000, 5).map(({ kind }) => kind)).size).to.equal(KINDS.length);
  });
});

describe('the verdict of a chaos run', () => {
  it('is clean when every order exists and ended as its customer was told', () => {
    const verdict = judge(
      [record('a'), record('b', 'cancelled', { cancelled: 202 })],
      [stored('a'), stored('b', 'CANCELLED', { cancelReason: 'CUSTOMER_CANCELLED' })],
      [stock],
    );
    expect(isClean(verdict), JSON.stringify(verdict)).to.equal(true);
    expect(verdict.outcomes).to.deep.equal({ CONFIRMED: 1, CUSTOMER_CANCELLED: 1 });
  });

  const wrongs: [string, keyof ReturnType<typeof judge>, CustomerRecord[], StoredOrder[], (typeof stock)[]][] = [
    ['an acknowledged order that does not exist', 'lost', [record('a')], [], [{ ...stock, sold: 0 }]],
    ['one key that became two orders', 'doubled', [record('a', 'one-shot', { orderIds: new Set(['a', 'b']) })], [stored('a')], [stock]],
    ['an order that no customer knows', 'doubled', [record('a')], [stored('a'), stored('b')], [{ ...stock, sold: 2 }]],
    ['more confirmed than in stock', 'oversold', [record('a')], [stored('a')], [{ ...stock, stocked: 0 }]],
    ['sold pieces that no order bought', 'oversold', [record('a')], [stored('a')], [{ ...stock, sold: 2 }]],
    ['pieces left reserved', 'oversold', [record('a')], [stored('a')], [{ ...stock, reserved: 1 }]],
    ['an order that did not end', 'unfinished', [record('a')], [stored('a', 'PENDING')], [{ ...stock, sold: 0 }]],
    ['an accepted cancellation whose order is confirmed', 'unexpected', [record('a', 'cancelled')], [stored('a')], [stock]],
    ['a cancelled order that should have been confirmed', 'unexpected', [record('a')], [stored('a', 'CANCELLED', { cancelReason: 'FAILED' })], [{ ...stock, sold: 0 }]],
    ['an acknowledged change that is missing', 'unexpected', [record('a', 'changed', { quantity: 2 })], [stored('a')], [stock]],
    ['an undocumented answer', 'unexpected', [record('a', 'one-shot', { surprise: 'placing: 418' })], [stored('a')], [stock]],
  ]; // prettier-ignore
  for (const [what, found, ...facts] of wrongs)
    it(`finds ${what}`, () => {
      const verdict = judge(...facts);
      expect(verdict[found]).to.have.length(1);
      expect(isClean(verdict)).to.equal(false);
    });

  it('accepts any outcome of an order whose request was never answered', () => {
    const nothing = record('a', 'two-step', { orderIds: new Set(), unanswered: 'no answer' });
    for (const orders of [[], [stored('a')]])
      expect(isClean(judge([nothing], orders, [{ ...stock, sold: orders.length }]))).to.equal(true);
  });
});

describe('the report of a chaos run', () => {
  const verdict = judge([record('a')], [stored('a')], [stock]);
  const result = {
    options: { seed: 3, orders: 1, durationMs: 60_000, faultEveryMs: 1500 },
    beganAt: new Date(0),
    faults: schedule(3, 60_000, 1500, field),
    records: [record('a')],
    stored: [stored('a')],
    verdict,
    finishedMs: 1200,
  };

  it('names the seed that repeats the run, each fault, and the findings', () => {
    const text = asMarkdown(result);
    expect(text).to.include('--seed 3');
    expect(text).to.include('| lost | 0 |');
    expect(text.match(/^\| \d+\.\d \|/gm)).to.have.length(result.faults.length);
  });

  it('draws each fault and both rates', () => {
    const svg = picture(result);
    expect(svg.match(/<line [^>]*opacity/g)).to.have.length(result.faults.length);
    expect(svg.match(/<polyline/g)).to.have.length(2);
    expect(svg).to.not.match(/NaN|undefined/);
  });
});
