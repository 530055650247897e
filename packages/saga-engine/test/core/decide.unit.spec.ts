import { expect } from 'chai';
import { decide } from '../../src/core/decide.js';
import { hours, minutes } from '../../src/core/duration.js';
import { evolve } from '../../src/core/evolve.js';
import type { Event } from '../../src/core/journal.js';
import { saga } from '../../src/core/saga.js';
import { cancelOrder, orders, placeOrder, stock } from './shop.js';
import {
  authorized,
  cancelled,
  done,
  failed,
  gaveUp,
  given,
  held,
  inWords,
  paid,
  refused,
  storyOf,
  undone,
} from './story.js';

const says = (events: readonly Event[], now = 0) => inWords(given(events, now));
const all = [...authorized, done('confirm-order'), done('capture-payment')];

describe('decide, forward', () => {
  it('sends the first command with a key that is the same at each attempt', () => {
    const first = given([]);
    expect(first).to.deep.include({ type: 'send', step: 'create-order', key: 'o1.create-order', attempt: 1 });
    expect(first).to.deep.nested.include({ 'command.request': { orderId: 'o1', sku: 'pen' } });
    expect(given([failed('create-order', 5)], 5)).to.deep.include({ key: 'o1.create-order', attempt: 2 });
  });
  it('goes on to the next step', () => expect(says([done('create-order')])).to.equal('send stock.reserve'));
  it('waits from when the wait began', () => {
    const late = { ...done('reserve-stock'), at: 1000 };
    expect(inWords(given([done('create-order'), late]))).to.equal(`wait payment-submitted until ${minutes(15) + 1000}`);
  });
  it('passes over a wait that is not needed', () =>
    expect(given(held, 0, { sku: 'pen', savedCard: 'c1' })).to.deep.nested.include({
      'command.request': { orderId: 'o1', token: 'c1', amountMinor: 500 },
    }));
  it('counts parks beside the attempts', () => {
    const parked: Event = { type: 'parked', step: 'create-order', phase: 'do', until: 0, why: 'breaker open' };
    expect(given([parked, parked, failed('create-order', 0)], 1)).to.deep.include({ parkedRow: 2, attempt: 2 });
  });
  it('takes the first of two signals', () => {
    const again: Event = { type: 'signalled', signal: 'payment-submitted', payload: { token: 't2' } };
    const decision = given([done('create-order'), paid, again, done('reserve-stock')]);
    expect(decision).to.deep.nested.include({ 'command.request.token': 't1' });
  });
  it('uses earlier replies and the payload of the signal', () =>
    expect(given([...held, paid])).to.deep.nested.include({
      'command.request': { orderId: 'o1', token: 't1', amountMinor: 500 },
    }));
  it('keeps a signal that came before its wait', () =>
    expect(says([paid, ...held])).to.equal('send payments.authorize'));
  it('goes past the pivot', () => expect(says(authorized)).to.equal('send orders.confirm'));
  it('ends when all is done', () => expect(says(all)).to.equal('COMPLETED'));
  it('rests after a failure until the retry is due', () => {
    expect(says([failed('create-order', 700)], 699)).to.equal('sleep until 700');
    expect(says([failed('create-order', 700)], 700)).to.equal('send orders.create');
  });
  it('does not rest until a time that only a clock ahead of ours can have written', () => {
    expect(says([failed('create-order', minutes(1))], 0)).to.equal(`sleep until ${minutes(1)}`);
    expect(says([failed('create-order', minutes(10))], 0)).to.equal('send orders.create');
  });
  it('tries at once when someone asks for it', () =>
    expect(says([failed('create-order', 700), { type: 'retry-requested', by: 'a', reason: 'r' }])).to.equal(
      'send orders.create',
    ));
  it('uses no attempt for a step that was parked', () => {
    const parked: Event = { type: 'parked', step: 'create-order', phase: 'do', until: 900, why: 'breaker open' };
    expect(given([parked], 100)).to.deep.include({ type: 'sleep', until: 900, why: 'breaker open' });
    expect(given([parked], 900)).to.deep.include({ type: 'send', attempt: 1 });
  });
  it('knows the last try before the pivot, and none after', () => {
    expect(given([failed('create-order', 0, { attempt: 2 })], 1)).to.deep.include({ last: true });
    const impatient = saga<{ sku: string }>('impatient', { version: 1 })
      .pivot('confirm-order', {
        command: (s) => orders.confirm({ orderId: s.id }),
        retry: { attempts: 1, first: 1, max: 1 },
      })
      .end();
    expect(decide(impatient, storyOf([], { definition: impatient }), 0)).to.deep.include({ attempt: 1, last: false });
  });
});

describe('decide, when a run may be ahead of the journal', () => {
  const card = { sku: 'pen', savedCard: 'c1' };
  const undoing = (events: readonly Event[], input?: typeof card) => {
    const sent: string[] = [];
    const journal = [...events];
    for (;;) {
      const decision = given(journal, 0, input);
      if (decision.type !== 'undo') return sent;
      sent.push(decision.step);
      journal.push(undone(decision.step));
    }
  };
  it('undoes the step under way and what may have been sent behind it, up to the pivot', () =>
    expect(undoing([cancelled], card)).to.deep.equal(['authorize-payment', 'reserve-stock', 'create-order']));
  it('undoes nothing behind a wait that nobody can have passed', () => {
    expect(undoing([cancelled])).to.deep.equal(['reserve-stock', 'create-order']);
    expect(undoing([...held, cancelled])).to.deep.equal(['reserve-stock', 'create-order']);
  });
  it('undoes what is behind a wait whose signal had come', () =>
    expect(undoing([paid, cancelled])).to.deep.equal(['authorize-payment', 'reserve-stock', 'create-order']));
  it('undoes what may have been sent behind a step that was given up', () =>
    expect(undoing([failed('create-order', 0), gaveUp('create-order')])).to.deep.equal([
      'reserve-stock',
      'create-order',
    ]));
  it('undoes nothing behind a definite no', () =>
    expect(undoing([done('create-order'), refused('reserve-stock')], card)).to.deep.equal(['create-order']));
});

describe('decide, back', () => {
  it('does not undo what was refused', () =>
    expect(says([done('create-order'), refused('reserve-stock')])).to.equal('undo orders.cancel'));
  it('undoes what is in doubt', () =>
    expect(says([done('create-order'), gaveUp('reserve-stock')])).to.equal('undo stock.release'));
  it('undoes the command under way when it is cancelled', () =>
    expect(says([done('create-order'), cancelled])).to.equal('undo stock.release'));
  it('expires a wait and undoes in strict reverse, telling why', () => {
    expect(says(held, minutes(15))).to.equal('expire PAYMENT_TIMEOUT');
    const expired: Event = { type: 'expired', step: 'payment-submitted', of: 'wait', reason: 'PAYMENT_TIMEOUT' };
    const turned = [...held, expired];
    expect(given(turned)).to.deep.nested.include({ key: 'o1.reserve-stock.undo', 'command.request.holdId': 'h1' });
    expect(given([...turned, undone('reserve-stock')])).to.deep.nested.include({
      'command.request': { orderId: 'o1', reason: 'PAYMENT_TIMEOUT' },
    });
    expect(says([...turned, undone('reserve-stock'), undone('create-order')])).to.equal('COMPENSATED');
  });
  it('ends at once when the first step is refused', () =>
    expect(says([refused('create-order')])).to.equal('COMPENSATED'));
  it('undoes everything when the pivot itself is refused', () =>
    expect(says([...authorized, refused('confirm-order')])).to.equal('undo payments.void'));
  it('holds the order of undos while one has failed once, and goes on when it keeps failing', () => {
    const turned = [...held, cancelled];
    const fails = [1, 2, 3].map((attempt) => failed('reserve-stock', 1000 * attempt, { attempt, phase: 'undo' }));
    expect(says([...turned, ...fails.slice(0, 2)], 0)).to.equal('sleep until 2000');
    expect(says([...turned, ...fails], 0)).to.equal('undo orders.cancel');
    expect(says([...turned, ...fails, undone('create-order')], 0)).to.equal('sleep until 3000');
    expect(says([...turned, ...fails, undone('create-order')], 3000)).to.equal('undo stock.release');
  });
  it('rests until the first of several failing undos is due', () => {
    const fails = (step: string, retryAt: number) =>
      [1, 2, 3].map((attempt) => failed(step, retryAt, { attempt, phase: 'undo' }));
    const turned = [...held, cancelled];
    expect(says([...turned, ...fails('reserve-stock', 3000), ...fails('create-order', 2000)])).to.equal(
      'sleep until 2000',
    );
    expect(says([...turned, ...fails('reserve-stock', 2000), ...fails('create-order', 3000)])).to.equal(
      'sleep until 2000',
    );
  });
  it('goes on at once past an undo whose participant cannot be reached', () => {
    const parked: Event = { type: 'parked', step: 'reserve-stock', phase: 'undo', until: 900, why: 'breaker open' };
    expect(says([...held, cancelled, parked])).to.equal('undo orders.cancel');
  });
});

describe('decide, cancel and the pivot', () => {
  it('goes forward once every step before the pivot is done, then starts the follow-up', () => {
    expect(says([...authorized, cancelled])).to.equal('send orders.confirm');
    expect(given([...all, cancelled])).to.deep.include({
      type: 'start-follow-up',
      followUp: { saga: 'cancel-order', id: 'o1-cancel', input: { orderId: 'o1' } },
    });
    const followed: Event = { type: 'followed-up', saga: 'cancel-order', id: 'o1-cancel' };
    expect(says([...all, cancelled, followed])).to.equal('COMPLETED');
  });
  it('needs no follow-up when the pivot is refused after the cancel', () => {
    const back = ['authorize-payment', 'reserve-stock', 'create-order'].map(undone);
    expect(says([...authorized, cancelled, refused('confirm-order'), ...back])).to.equal('COMPENSATED');
  });
  const noCapture = { ...failed('capture-payment', 9_000), refused: true } as Event;
  const byHand: Event = { type: 'resolved', by: 'a', reason: 'r' };
  const confirmed = [...authorized, done('confirm-order')];
  const often = (step: string) => Array.from({ length: 5 }, () => failed(step, 9_000));

  describe('starts the follow-up, and then sends nothing more,', () => {
    const followed: Event = { type: 'followed-up', saga: 'cancel-order', id: 'o1-cancel' };
    const rows: [string, readonly Event[], string][] = [
      ['when the capture is refused and a cancel is asked for', [...confirmed, noCapture, cancelled], 'COMPENSATED'],
      ['when a cancel was asked for and the capture is refused', [...confirmed, cancelled, noCapture], 'COMPENSATED'],
      [
        'when the capture is not answered for long',
        [...confirmed, cancelled, ...often('capture-payment')],
        'COMPENSATED',
      ],
      ['when the pivot is in doubt for long', [...authorized, ...often('confirm-order'), cancelled], 'COMPENSATED'],
      ['when it was resolved by hand after the cancel', [...confirmed, noCapture, cancelled, byHand], 'RESOLVED'],
      ['when it was resolved by hand before the cancel', [...confirmed, noCapture, byHand, cancelled], 'COMPENSATED'],
      [
        'when the pivot was resolved by hand',
        [...authorized, failed('confirm-order', 9), cancelled, byHand],
        'RESOLVED',
      ],
      [
        'when it had begun to compensate for the cancel and was resolved by hand',
        [...held, cancelled, byHand],
        'RESOLVED',
      ],
      [
        'when the pivot was refused after a cancel, and it was resolved by hand while it began to compensate',
        [...authorized, cancelled, refused('confirm-order'), byHand],
        'RESOLVED',
      ],
    ];
    for (const [when, events, state] of rows)
      it(when, () => {
        expect(says(events)).to.equal('start cancel-order');
        expect(says([...events, followed], 9_999)).to.equal(state);
      });
  });
  it('waits for the capture while it may only be slow, and asks for a human without a cancel', () => {
    expect(says([...confirmed, cancelled, failed('capture-payment', 9_000)])).to.equal('sleep until 9000');
    expect(says([...confirmed, noCapture])).to.equal('sleep until 9000');
    expect(evolve(placeOrder, storyOf([...confirmed, noCapture])).state).to.equal('NEEDS_ATTENTION');
  });
  it('ends where a human resolved it, unless a cancel was accepted before', () => {
    for (const events of [
      authorized,
      [...held, refused('reserve-stock')],
      [done('create-order'), gaveUp('reserve-stock')],
    ])
      expect(says([...events, byHand])).to.equal('RESOLVED');
    expect(says([...held, cancelled, undone('reserve-stock'), undone('create-order'), byHand])).to.equal('RESOLVED');
    expect(says([...held, cancelled, byHand, { ...cancelled, again: true } as Event])).to.match(/^undo /);
  });
  it('a saga of retriables only cannot compensate', () => {
    const record = storyOf([cancelled], { definition: cancelOrder });
    expect(inWords(decide(cancelOrder, { ...record, input: { orderId: 'o1' } }, 0))).to.equal('send payments.refund');
  });
});

describe('decide, the time up to the pivot', () => {
  const timed = saga<{ sku: string }>('timed', { version: 1, within: hours(1), expires: 'TOO_SLOW' })
    .step('create-order', {
      command: (s) => orders.create({ orderId: s.id, sku: s.input.sku }),
      compensate: (s) => orders.cancel({ orderId: s.id, reason: s.failure.reason }),
    })
    .pivot('confirm-order', { command: (s) => orders.confirm({ orderId: s.id }) })
    .end();
  const at = (now: number, ...events: Event[]) => decide(timed, storyOf(events, { definition: timed }), now);

  it('compensates when it runs out before the pivot', () => {
    expect(at(hours(1))).to.deep.equal({ type: 'expire', step: 'create-order', of: 'saga', reason: 'TOO_SLOW' });
    const expired: Event = { type: 'expired', step: 'create-order', of: 'saga', reason: 'TOO_SLOW' };
    expect(inWords(at(hours(1), expired))).to.equal('undo orders.cancel');
  });
  it('rests no longer than that, and gives an attempt no longer', () => {
    expect(inWords(at(hours(1) - 10, failed('create-order', hours(1) + 10)))).to.equal(`sleep until ${hours(1)}`);
    expect(at(hours(1) - 10)).to.deep.include({ timeoutMs: 10 });
  });
  it('means nothing once the pivot has begun', () =>
    expect(inWords(at(hours(9), done('create-order')))).to.equal('send orders.confirm'));
});

describe('decide, a definition that throws', () => {
  const broken = saga<{ sku?: string }>('broken', { version: 1 })
    .step('reserve-stock', {
      command: (s) => stock.reserve({ orderId: s.id, sku: (s.input.sku as string).trim() }),
      compensate: 'nothing',
    })
    .pivot('confirm-order', { command: (s) => orders.confirm({ orderId: s.id }) })
    .end();
  it('counts as a failed attempt', () => {
    const decision = decide(broken, storyOf([], { definition: broken, input: {} as never }), 0);
    expect(decision).to.deep.include({ type: 'definition-failed', step: 'reserve-stock', phase: 'do', attempt: 1 });
  });
});

describe('evolve, states', () => {
  const stateOf = (events: readonly Event[]) => evolve(placeOrder, storyOf(events)).state;
  const outOfReach: Event = { type: 'parked', step: 'confirm-order', phase: 'do', until: 9, why: 'breaker open' };
  const denied = { ...failed('capture-payment', 9), refused: true } as Event;
  const table: [string, readonly Event[], string][] = [
    ['new', [], 'RUNNING'],
    ['held', held, 'WAITING'],
    ['turned', [...held, cancelled], 'COMPENSATING'],
    [
      'undo failing',
      [...held, cancelled, ...Array.from({ length: 5 }, () => failed('reserve-stock', 9, { phase: 'undo' }))],
      'NEEDS_ATTENTION',
    ],
    ['pivot in doubt', [...authorized, failed('confirm-order', 9)], 'RUNNING'],
    [
      'pivot in doubt for long',
      [...authorized, ...Array.from({ length: 5 }, () => failed('confirm-order', 9))],
      'NEEDS_ATTENTION',
    ],
    ['pivot out of reach for long', [...authorized, ...Array.from({ length: 5 }, () => outOfReach)], 'NEEDS_ATTENTION'],
    ['retriable refused', [...authorized, done('confirm-order'), denied], 'NEEDS_ATTENTION'],
    [
      'retriable answered after all',
      [...authorized, done('confirm-order'), denied, done('capture-payment')],
      'COMPLETED',
    ],
    ['done', all, 'COMPLETED'],
    ['refused at once', [refused('create-order')], 'COMPENSATED'],
  ];
  for (const [name, events, state] of table) it(`${name}: ${state}`, () => expect(stateOf(events)).to.equal(state));
});
