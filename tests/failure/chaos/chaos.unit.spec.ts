import { expect } from 'chai';
import type { Told } from './customer.js';
import { picture } from './picture.js';
import { KINDS, plans, type Kind } from './plans.js';
import { asMarkdown } from './report.js';
import { schedule } from './schedule.js';
import { isClean, judge, type Kept } from './verdict.js';

const field = { processes: ['gateway', 'redis', 'store'], links: ['gateway → redis', 'order-service → store'] };
const stock = { productId: 'product-1', stocked: 10, sold: 1, reserved: 0 };

const told = (id: string, kind: Kind = 'one-shot', more: Partial<Told> = {}): Told => ({
  plan: { ...plans(1, 1, 1000, 1)[0]!, kind, quantity: 1 },
  orderIds: new Set([id]),
  quantity: 1,
  placed: { status: 201, at: 0 },
  ...more,
});
const kept = (id: string, status = 'CONFIRMED', more: Partial<Kept> = {}): Kept => ({
  id,
  status,
  items: [{ productId: 'product-1', quantity: 1 }],
  updatedAt: new Date(500).toISOString(),
  ...more,
});

describe('a chaos run', () => {
  it('is the same again with the same seed, and another with another', () => {
    const one = () => [schedule(3, 60_000, 1500, field), plans(3, 50, 60_000, 5)];
    expect(one()).to.deep.equal(one());
    expect(schedule(4, 60_000, 1500, field)).to.not.deep.equal(schedule(3, 60_000, 1500, field));
  });

  it('strikes within its time, and places orders of every kind', () => {
    const faults = schedule(3, 60_000, 1500, field);
    expect(faults).to.have.length.within(30, 60);
    expect(faults.every(({ atMs }) => atMs < 60_000)).to.equal(true);
    expect(new Set(plans(3, 50, 60_000, 5).map(({ kind }) => kind)).size).to.equal(KINDS.length);
  });
});

describe('the verdict of a chaos run', () => {
  it('is clean when everything is there and ended as told', () => {
    const verdict = judge(
      [told('a'), told('b', 'cancelled', { cancelled: 202 })],
      [kept('a'), kept('b', 'CANCELLED', { cancelReason: 'CUSTOMER_CANCELLED' })],
      [stock],
    );
    expect(isClean(verdict), JSON.stringify(verdict)).to.equal(true);
    expect(verdict.outcomes).to.deep.equal({ CONFIRMED: 1, CUSTOMER_CANCELLED: 1 });
  });

  const wrongs: [string, keyof ReturnType<typeof judge>, Told[], Kept[], (typeof stock)[]][] = [
    ['an acknowledged order that is not there', 'lost', [told('a')], [], [{ ...stock, sold: 0 }]],
    ['one key that became two orders', 'doubled', [told('a', 'one-shot', { orderIds: new Set(['a', 'b']) })], [kept('a')], [stock]],
    ['an order nobody was told of', 'doubled', [told('a')], [kept('a'), kept('b')], [{ ...stock, sold: 2 }]],
    ['more confirmed than there was', 'oversold', [told('a')], [kept('a')], [{ ...stock, stocked: 0 }]],
    ['sold pieces that no order bought', 'oversold', [told('a')], [kept('a')], [{ ...stock, sold: 2 }]],
    ['pieces left reserved', 'oversold', [told('a')], [kept('a')], [{ ...stock, reserved: 1 }]],
    ['an order that rests nowhere', 'unfinished', [told('a')], [kept('a', 'PENDING')], [{ ...stock, sold: 0 }]],
    ['a taken cancellation of a confirmed order', 'otherwise', [told('a', 'cancelled')], [kept('a')], [stock]],
    ['an order undone although it was to be paid', 'otherwise', [told('a')], [kept('a', 'CANCELLED', { cancelReason: 'FAILED' })], [{ ...stock, sold: 0 }]],
    ['a change that was answered and is not there', 'otherwise', [told('a', 'changed', { quantity: 2 })], [kept('a')], [stock]],
    ['an answer that the contract does not have', 'otherwise', [told('a', 'one-shot', { surprise: 'placing: 418' })], [kept('a')], [stock]],
  ]; // prettier-ignore
  for (const [what, found, ...facts] of wrongs)
    it(`finds ${what}`, () => {
      const verdict = judge(...facts);
      expect(verdict[found]).to.have.length(1);
      expect(isClean(verdict)).to.equal(false);
    });

  it('demands nothing of an order whose request was never answered', () => {
    const nothing = told('a', 'two-step', { orderIds: new Set(), unanswered: 'no answer' });
    for (const orders of [[], [kept('a')]])
      expect(isClean(judge([nothing], orders, [{ ...stock, sold: orders.length }]))).to.equal(true);
  });
});

describe('the report of a chaos run', () => {
  const verdict = judge([told('a')], [kept('a')], [stock]);
  const result = {
    options: { seed: 3, orders: 1, durationMs: 60_000, faultEveryMs: 1500 },
    beganAt: new Date(0),
    faults: schedule(3, 60_000, 1500, field),
    told: [told('a')],
    kept: [kept('a')],
    verdict,
    finishedMs: 1200,
  };

  it('names the seed that repeats it, each fault, and what was found', () => {
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
