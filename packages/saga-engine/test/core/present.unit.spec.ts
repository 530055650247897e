import { expect } from 'chai';
import { describe as view } from '../../src/core/describe.js';
import type { Definition } from '../../src/core/definition.js';
import { diagram } from '../../src/core/diagram.js';
import { fingerprint } from '../../src/core/fingerprint.js';
import type { Entry, Event } from '../../src/core/journal.js';
import { viewOf } from '../../src/core/known.js';
import type { Labels } from '../../src/core/labels.js';
import { presenter } from '../../src/core/present.js';
import { registry } from '../../src/core/registry.js';
import { placeOrder } from './shop.js';
import { storyOf } from './story.js';

const text = (word: string) => ({ en: word, ko: `${word} 한국어` });
const labels: Labels = {
  saga: text('Order'),
  steps: {
    'create-order': { name: text('Create'), done: text('written'), undone: text('cancelled') },
    'authorize-payment': { name: text('Authorise'), now: text('asking the bank') },
  },
  reasons: { PAYMENT_DECLINED: text('declined by the bank') },
};
const labelled: Definition = { ...(placeOrder as Definition), labels };
const present = presenter([labelled]);
const done = (step: string): Event => ({ type: 'done', step, reply: {}, startedAt: 1, attempt: 1 });
const before: Event[] = [done('create-order'), done('reserve-stock')];
const shown = (events: Event[], from = present) => {
  const saga = view(placeOrder, storyOf(events));
  return from.saga(saga).steps.map(({ name, state, note }) => [name, state, note.en]);
};

describe('the presenter', () => {
  it('shows each step with its label, how it stands and a note, in both languages', () => {
    const [first, second] = present.saga(view(placeOrder, storyOf(before))).steps;
    expect(first).to.deep.include({ kind: 'undoable', label: text('Create'), state: 'done', note: text('written') });
    expect(second).to.deep.include({ label: { en: 'Reserve stock', ko: 'Reserve stock' }, state: 'done' });
    expect(second!.note).to.deep.equal({ en: 'done', ko: '완료' });
    expect(shown(before).slice(2)).to.deep.equal([
      ['payment-submitted', 'waiting', 'waiting'],
      ['authorize-payment', 'todo', 'to come'],
      ['confirm-order', 'todo', 'to come'],
      ['capture-payment', 'todo', 'to come'],
    ]);
  });

  it('says why a step was refused only in words of the labels, and what is undone and never begun', () => {
    const refused = (reason: string): Event => ({
      type: 'refused',
      step: 'authorize-payment',
      reason,
      detail: 'the card of Ann',
      startedAt: 1,
      attempt: 1,
    });
    const paid: Event[] = [...before, { type: 'signalled', signal: 'payment-submitted', payload: { token: 't' } }];
    const undone = (step: string): Event => ({ type: 'undone', step, startedAt: 1, attempt: 1 });
    expect(shown([...paid, refused('PAYMENT_DECLINED'), undone('reserve-stock')])).to.deep.equal([
      ['create-order', 'undoing', 'being undone…'],
      ['reserve-stock', 'undone', 'undone'],
      ['payment-submitted', 'done', 'done'],
      ['authorize-payment', 'failed', 'refused: declined by the bank'],
      ['confirm-order', 'never', 'never begun'],
      ['capture-payment', 'never', 'never begun'],
    ]);
    const other = view(placeOrder, storyOf([...paid, refused('INTERNAL_DETAIL')]));
    expect(JSON.stringify(present.saga(other))).to.not.match(/INTERNAL|Ann|token/);
    expect(shown([...paid, refused('INTERNAL_DETAIL')])[3]).to.deep.equal(['authorize-payment', 'failed', 'refused']);
  });

  it('tells every kind of event in both languages, without the words of anybody', () => {
    const line = { startedAt: 1, attempt: 2, step: 'create-order', phase: 'undo' } as const;
    const asked = { by: 'root', reason: 'Ann rang' } as const;
    const events: Event[] = [
      { type: 'done', reply: { secret: 1 }, ...line },
      { type: 'undone', ...line },
      { type: 'refused', reason: 'NO', detail: 'Ann', ...line },
      { type: 'failed', error: 'Ann is away', retryAt: 700, count: 3, ...line },
      { type: 'parked', until: 800, why: 'paused: Ann rang', ...line },
      { type: 'resumed', ...line },
      { type: 'gave-up', step: 'create-order' },
      { type: 'signalled', signal: 'payment-submitted', payload: { token: 'Ann' } },
      { type: 'decided', step: 'payment-submitted', passed: true },
      { type: 'decided', step: 'payment-submitted', passed: false, until: 900 },
      { type: 'expired', step: 'payment-submitted', of: 'wait', reason: 'TIMEOUT' },
      { type: 'cancel-requested', ...asked },
      { type: 'compensate-requested', ...asked },
      { type: 'retry-requested', ...asked },
      { type: 'resolved', ...asked },
      { type: 'forced', step: 'create-order', phase: 'do', outcome: 'done', ...asked },
      { type: 'restarted', step: 'create-order', phase: 'undo', ...asked },
      { type: 'followed-up', saga: 'cancel-order', id: 'c1' },
    ];
    const told = events.map((event) => present.told('place-order', { ...event, at: 100 }));
    expect(told.map(({ text: { en } }) => en)).to.deep.equal([
      'create-order (Create) done in 99 ms, attempt 2',
      'create-order (Create) undone in 99 ms, attempt 2',
      'create-order (Create) refused: NO',
      'undo create-order (Create) failed 3 times, attempt 2; again in 600 ms',
      'create-order (Create) cannot be sent; again in 700 ms',
      'create-order (Create) resumed',
      'create-order (Create) given up, its outcome is in doubt',
      'payment-submitted signalled',
      'payment-submitted is not needed',
      'payment-submitted waits until 1970-01-01T00:00:00.900Z',
      'payment-submitted expired: TIMEOUT',
      'cancel requested',
      'compensation requested',
      'retry requested',
      'resolved by hand',
      'create-order (Create) forced as done',
      'restarted from undo create-order (Create)',
      'followed by cancel-order c1',
    ]);
    expect(new Set(events.map(({ type }) => type)).size).to.equal(17);
    for (const { text: said, type } of told) expect(said.ko, type).to.match(/[가-힣]/);
    expect(JSON.stringify(told)).to.not.match(/Ann|root|secret/);
  });

  it('tells what only a newer release knows by its name', () => {
    const newer = { type: 'teleported', at: 1 } as unknown as Event & { at: number };
    expect(present.told('place-order', newer)).to.deep.equal({
      type: 'teleported',
      tone: 'asked',
      text: { en: 'teleported', ko: 'teleported' },
    });
  });

  it('draws failed attempts, rests and waits as parts of a step', () => {
    const failed: Event = {
      type: 'failed',
      step: 'create-order',
      phase: 'do',
      attempt: 2,
      error: 'away',
      startedAt: 0,
      retryAt: 9_000_000_000_000,
      count: 2,
    };
    const story = storyOf([failed, done('create-order'), done('reserve-stock')]);
    const timeline = present.timeline(view(placeOrder, story), story.journal);
    expect(timeline.get('create-order')!.map(({ what, note }) => [what, note])).to.deep.equal([
      ['failed', 'attempts 1 to 2: away'],
      ['rest', 'rests'],
      ['done', 'attempt 1'],
    ]);
    const [, rest, last] = timeline.get('create-order')!;
    expect(rest!.to, 'a rest ends where the next attempt begins').to.equal(Math.max(rest!.from, last!.from));
    expect(timeline.get('payment-submitted')!.map(({ what, to }) => [what, to])).to.deep.equal([['wait', null]]);
  });

  describe('of a saga of another version', () => {
    const one: Definition = { ...labelled, version: 1 };
    const two: Definition = {
      ...labelled,
      version: 2,
      steps: labelled.steps.filter(({ name }) => name !== 'reserve-stock'),
      labels: { ...labels, saga: text('Order, newly worded'), steps: { 'create-order': { name: text('Write') } } },
    };
    const both = presenter([one, two]);

    it('takes the words of the newest that has the step', () => {
      const { label, steps } = both.saga(view(placeOrder, storyOf(before)));
      expect([label, steps[0]!.label, steps[3]!.label]).to.deep.equal([
        text('Order, newly worded'),
        text('Write'),
        text('Authorise'),
      ]);
    });

    it('shows one whose definition is gone by what is stored with it', () => {
      const record = { ...storyOf(before), version: 7, shape: ['undoable create-order', 'undoable weigh-parcel'] };
      const { steps } = both.saga(viewOf(registry([one, two]), record));
      expect(steps.map(({ label }) => label.en)).to.deep.equal(['Write', 'Weigh parcel']);
      const strange = viewOf(registry([two]), { ...record, type: 'constructor', shape: ['undoable constructor'] });
      expect(both.saga(strange)).to.deep.nested.include({
        'label.en': 'Constructor',
        'steps[0].label.en': 'Constructor',
      });
    });
  });

  it('needs no new version for other words', () =>
    expect(fingerprint(labelled)).to.equal(fingerprint(placeOrder as Definition)));

  it('gives a new step its label everywhere', () => {
    const fresh = { ...labelled.steps[1]!, name: 'check-fraud', key: 'checkFraud' };
    const [create, ...rest] = labelled.steps;
    const words = { 'check-fraud': { name: { en: 'Look for fraud', ko: '사기 확인' } } };
    const changed: Definition = {
      ...labelled,
      version: 2,
      steps: [create!, fresh, ...rest],
      labels: { ...labels, steps: { ...labels.steps, ...words } },
    };
    const from = presenter([labelled, changed]);
    const record = { ...storyOf([done('create-order'), done('check-fraud')]), version: 2 };
    const saga = view(changed, record);
    const told = record.journal.map((entry: Entry) => from.told('place-order', entry).text);
    expect(from.saga(saga).steps[1]).to.deep.include({ label: words['check-fraud'].name, state: 'done' });
    expect(from.plan(changed).steps[1]).to.deep.include({ label: words['check-fraud'].name, state: 'todo' });
    expect(told[1]!.en).to.match(/^check-fraud \(Look for fraud\) done/);
    expect(told[1]!.ko).to.match(/^check-fraud \(사기 확인\) 완료/);
    expect(from.open(saga)[1]!.label.en).to.equal('check-fraud (Look for fraud)');
    expect(diagram(changed)).to.contain('state "undo check-fraud (Look for fraud)" as undo_checkFraud');
  });
});
