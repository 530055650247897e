import { expect } from 'chai';
import { describe as view } from '../../src/core/describe.js';
import type { Definition } from '../../src/core/definition.js';
import type { Event } from '../../src/core/journal.js';
import type { Labels } from '../../src/core/labels.js';
import { presenter } from '../../src/core/present.js';
import { placeOrder } from './shop.js';
import { storyOf } from './story.js';

const text = (word: string) => ({ en: word, ko: word });
const labels: Labels = {
  saga: text('Order'),
  steps: {
    'create-order': { name: text('Create') },
    'reserve-stock': { name: text('Reserve') },
    'payment-submitted': { name: text('Payment') },
    'authorize-payment': { name: text('Authorise') },
    'capture-payment': { name: text('Capture') },
  },
  reasons: { PAYMENT_DECLINED: text('declined by the bank') },
};
const present = presenter([{ ...(placeOrder as Definition), labels }]);
const line = { startedAt: 1, attempt: 1 };
const done = (step: string): Event => ({ type: 'done', step, reply: {}, ...line });
const undone = (step: string): Event => ({ type: 'undone', step, ...line });
const reserved: Event[] = [done('create-order'), done('reserve-stock')];
const paid: Event[] = [...reserved, { type: 'signalled', signal: 'payment-submitted', payload: { token: 'Ann' } }];
const refused: Event = {
  type: 'refused',
  step: 'authorize-payment',
  reason: 'PAYMENT_DECLINED',
  detail: 'Ann',
  ...line,
};
const asked = { by: 'root', reason: 'Ann rang' } as const;
const of = (...events: Event[]) => present.situation(view(placeOrder, storyOf(events)));

describe('the situation of a saga, told to operators', () => {
  it('names what is under way and what is next', () => {
    expect(of().en).to.equal('Create: under way. Reserve is next.');
    expect(of().ko).to.equal('Create: 진행 중입니다. 다음 단계는 Reserve입니다.');
    const last = [...paid, done('authorize-payment'), done('confirm-order')];
    expect(of(...last).en).to.equal('Capture: under way. It is the last step.');
  });

  it('says until when it waits for a signal, and what happens with and without it', () => {
    expect(of(...reserved).en).to.match(
      /^It waits at Payment for the signal payment-submitted until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Authorise is next\. Without the signal, what was done is undone\.$/,
    );
  });

  it('says when what failed is tried again, and what a pause holds back', () => {
    const step = 'create-order';
    const failed: Event = { type: 'failed', step, phase: 'do', error: 'Ann', retryAt: 3_000, ...line };
    expect(of(failed).en).to.equal(
      'Create has not succeeded in 1 attempt; it is tried again at 1970-01-01 00:00:03 UTC. Reserve is next.',
    );
    const unsent: Event = { type: 'parked', step, phase: 'do', until: 3_000, why: 'Ann is away' };
    expect(of(unsent).en).to.equal(
      'Create cannot be sent now; that is tried again at 1970-01-01 00:00:03 UTC. Reserve is next.',
    );
    expect(of({ ...unsent, pause: 'p1' } as Event).en).to.equal(
      'Create is held back by a pause, and goes on when that is lifted. Reserve is next.',
    );
  });

  it('says why it compensates, what is being undone and what is left', () => {
    const why = 'It stopped at Authorise: declined by the bank.';
    expect(of(...paid, refused).en).to.equal(`${why} Reserve is being undone. Then Create.`);
    const failed: Event = {
      type: 'failed',
      step: 'create-order',
      phase: 'undo',
      error: 'Ann',
      retryAt: 3_000,
      ...line,
    };
    expect(of(...paid, refused, undone('reserve-stock'), failed).en).to.equal(
      `${why} Undoing Create has not succeeded yet; it is tried again at 1970-01-01 00:00:03 UTC.`,
    );
    expect(of(...paid, refused, undone('reserve-stock'), undone('create-order')).en).to.equal(
      `${why} What had been done is undone. Nothing more happens.`,
    );
  });

  it('says how it ended', () => {
    const all = [...paid, ...['authorize-payment', 'confirm-order', 'capture-payment'].map(done)];
    expect(of(...all).en).to.equal('Every step that was needed is done. Nothing more happens.');
    expect(of(...reserved, { type: 'resolved', ...asked }).en).to.equal(
      'An operator ended it as it stood. Nothing more happens.',
    );
  });

  it('asks for an operator where one is needed', () => {
    const capture: Event[] = [...paid, done('authorize-payment'), done('confirm-order')];
    const denied: Event = {
      type: 'failed',
      step: 'capture-payment',
      phase: 'do',
      error: 'refused: Ann',
      retryAt: 3_000,
      refused: true,
      ...line,
    } as Event;
    expect(of(...capture, denied).en).to.match(/It needs an operator: .*retry, force or resolve it\.$/);
  });

  it('is told in Korean as well, without the words of anybody', () => {
    const told = [of(), of(...reserved), of(...paid, refused), of(...reserved, { type: 'resolved', ...asked })];
    for (const { ko } of told) expect(ko).to.match(/[가-힣]/);
    expect(JSON.stringify(told)).to.not.match(/Ann|root|token/);
  });
});
