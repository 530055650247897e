import { expect } from 'chai';
import { describe as view } from '../../dist/core/describe.js';
import type { Definition } from '../../dist/core/definition.js';
import { diagram } from '../../dist/core/diagram.js';
import { fingerprint } from '../../dist/core/fingerprint.js';
import type { Entry, Event } from '../../dist/core/journal.js';
import { viewOf } from '../../dist/core/known.js';
import type { Labels } from '../../dist/core/labels.js';
import { presenter } from '../../dist/core/present.js';
import { registry } from '../../dist/core/registry.js';
import { bookTrip } from './small-trip.js';
import { storyOf } from './story.js';

const text = (word: string) => ({ en: word, ko: `${word} 한국어` });
const labels: Labels = {
  saga: text('Trip'),
  steps: {
    'create-trip': { name: text('Create'), done: text('written'), undone: text('cancelled') },
    'hold-seat': { name: text('Hold seat'), now: text('asking the airline') },
  },
  reasons: { SEAT_REFUSED: text('declined by the airline') },
};
const labelled: Definition = { ...(bookTrip as Definition), labels };
const present = presenter([labelled]);
const done = (step: string): Event => ({ type: 'done', step, reply: {}, startedAt: 1, attempt: 1 });
const before: Event[] = [done('create-trip'), done('hold-room')];
const shown = (events: Event[], from = present) => {
  const saga = view(bookTrip, storyOf(events));
  return from.saga(saga).steps.map(({ name, state, note }) => [name, state, note.en]);
};

describe('the presenter', () => {
  it('names the target of a pause by its label, and a step even without a type', () => {
    const [trip, seat] = [text('Trip'), { en: 'hold-seat (Hold seat)', ko: 'hold-seat (Hold seat 한국어)' }];
    expect(present.paused({ type: bookTrip.name })).to.deep.equal(trip);
    expect(present.paused({ step: 'hold-seat' })).to.deep.equal(seat);
    expect(present.paused({ type: bookTrip.name, step: 'hold-seat', participant: 'airline' })).to.deep.equal({
      en: `${trip.en} / ${seat.en} / airline`,
      ko: `${trip.ko} / ${seat.ko} / airline`,
    });
    // of another release
    expect(present.paused({ type: 'book-cruise' }).en).to.equal('Book cruise');
  });

  it('shows each step with its label, its state and a note, in both languages', () => {
    const [first, second] = present.saga(view(bookTrip, storyOf(before))).steps;
    expect(first).to.deep.include({ kind: 'undoable', label: text('Create'), state: 'done', note: text('written') });
    expect(second).to.deep.include({ label: { en: 'Hold room', ko: 'Hold room' }, state: 'done' });
    expect(second!.note).to.deep.equal({ en: 'done', ko: '완료' });
    expect(shown(before).slice(2)).to.deep.equal([
      ['trip-approved', 'waiting', 'waiting'],
      ['hold-seat', 'todo', 'to come'],
      ['confirm-trip', 'todo', 'to come'],
      ['issue-ticket', 'todo', 'to come'],
    ]);
  });

  it('explains a refusal only in words of the labels, and shows undone and unstarted steps', () => {
    const refused = (reason: string): Event => ({
      type: 'refused',
      step: 'hold-seat',
      reason,
      detail: 'the seat of Ann',
      startedAt: 1,
      attempt: 1,
    });
    const approved: Event[] = [...before, { type: 'signalled', signal: 'trip-approved', payload: { token: 't' } }];
    const undone = (step: string): Event => ({ type: 'undone', step, startedAt: 1, attempt: 1 });
    expect(shown([...approved, refused('SEAT_REFUSED'), undone('hold-room')])).to.deep.equal([
      ['create-trip', 'undoing', 'being undone…'],
      ['hold-room', 'undone', 'undone'],
      ['trip-approved', 'done', 'done'],
      ['hold-seat', 'failed', 'refused: declined by the airline'],
      ['confirm-trip', 'never', 'never begun'],
      ['issue-ticket', 'never', 'never begun'],
    ]);
    const other = view(bookTrip, storyOf([...approved, refused('INTERNAL_DETAIL')]));
    expect(JSON.stringify(present.saga(other))).to.not.match(/INTERNAL|Ann|token/);
    expect(shown([...approved, refused('INTERNAL_DETAIL')])[3]).to.deep.equal(['hold-seat', 'failed', 'refused']);
  });

  it('describes every kind of event in both languages, without texts of users', () => {
    const line = { startedAt: 1, attempt: 2, step: 'create-trip', phase: 'undo' } as const;
    const asked = { by: 'root', reason: 'Ann rang' } as const;
    const events: Event[] = [
      { type: 'done', reply: { secret: 1 }, ...line },
      { type: 'undone', ...line },
      { type: 'refused', reason: 'NO', detail: 'Ann', ...line },
      { type: 'failed', error: 'Ann is away', retryAt: 700, count: 3, ...line },
      { type: 'parked', until: 800, why: 'paused: Ann rang', ...line },
      { type: 'resumed', ...line },
      { type: 'gave-up', step: 'create-trip' },
      { type: 'signalled', signal: 'trip-approved', payload: { token: 'Ann' } },
      { type: 'decided', step: 'trip-approved', passed: true },
      { type: 'decided', step: 'trip-approved', passed: false, until: 900 },
      { type: 'expired', step: 'trip-approved', of: 'wait', reason: 'TIMEOUT' },
      { type: 'cancel-requested', ...asked },
      { type: 'compensate-requested', ...asked },
      { type: 'retry-requested', ...asked },
      { type: 'resolved', ...asked },
      { type: 'forced', step: 'create-trip', phase: 'do', outcome: 'done', ...asked },
      { type: 'restarted', step: 'create-trip', phase: 'undo', ...asked },
      { type: 'followed-up', saga: 'cancel-trip', id: 'c1' },
    ];
    const told = events.map((event) => present.describe('book-trip', { ...event, at: 100 }));
    expect(told.map(({ text: { en } }) => en)).to.deep.equal([
      'create-trip (Create) done in 99 ms, attempt 2',
      'create-trip (Create) undone in 99 ms, attempt 2',
      'create-trip (Create) refused: NO',
      'undo create-trip (Create) failed 3 times, attempt 2; again in 600 ms',
      'create-trip (Create) cannot be sent; again in 700 ms',
      'create-trip (Create) resumed',
      'create-trip (Create) given up, its outcome is in doubt',
      'trip-approved signalled',
      'trip-approved is not needed',
      'trip-approved waits until 1970-01-01T00:00:00.900Z',
      'trip-approved expired: TIMEOUT',
      'cancel requested',
      'compensation requested',
      'retry requested',
      'resolved by hand',
      'create-trip (Create) forced as done',
      'restarted from undo create-trip (Create)',
      'followed by cancel-trip c1',
    ]);
    expect(new Set(events.map(({ type }) => type)).size).to.equal(17);
    for (const { text: said, type } of told) expect(said.ko, type).to.match(/[가-힣]/);
    expect(JSON.stringify(told)).to.not.match(/Ann|root|secret/);
  });

  it('shows an event that only a newer release knows by its name', () => {
    const newer = { type: 'teleported', at: 1 } as unknown as Event & { at: number };
    expect(present.describe('book-trip', newer)).to.deep.equal({
      type: 'teleported',
      tone: 'asked',
      text: { en: 'teleported', ko: 'teleported' },
    });
  });

  it('draws failed attempts, rests and waits as parts of a step', () => {
    const failed: Event = {
      type: 'failed',
      step: 'create-trip',
      phase: 'do',
      attempt: 2,
      error: 'away',
      startedAt: 0,
      retryAt: 9_000_000_000_000,
      count: 2,
    };
    const story = storyOf([failed, done('create-trip'), done('hold-room')]);
    const timeline = present.timeline(view(bookTrip, story), story.journal);
    expect(timeline.get('create-trip')!.map(({ what, note }) => [what, note])).to.deep.equal([
      ['failed', 'attempts 1 to 2: away'],
      ['rest', 'rests'],
      ['done', 'attempt 1'],
    ]);
    const [, rest, last] = timeline.get('create-trip')!;
    expect(rest!.to, 'a rest ends where the next attempt begins').to.equal(Math.max(rest!.from, last!.from));
    expect(timeline.get('trip-approved')!.map(({ what, to }) => [what, to])).to.deep.equal([['wait', null]]);
  });

  describe('of a saga of another version', () => {
    const one: Definition = { ...labelled, version: 1 };
    const two: Definition = {
      ...labelled,
      version: 2,
      steps: labelled.steps.filter(({ name }) => name !== 'hold-room'),
      labels: { ...labels, saga: text('Trip, newly worded'), steps: { 'create-trip': { name: text('Write') } } },
    };
    const both = presenter([one, two]);

    it('uses the labels of the newest version that has the step', () => {
      const { label, steps } = both.saga(view(bookTrip, storyOf(before)));
      expect([label, steps[0]!.label, steps[3]!.label]).to.deep.equal([
        text('Trip, newly worded'),
        text('Write'),
        text('Hold seat'),
      ]);
    });

    it('is shown by its stored shape if its definition is gone', () => {
      const record = { ...storyOf(before), version: 7, shape: ['undoable create-trip', 'undoable weigh-parcel'] };
      const { steps } = both.saga(viewOf(registry([one, two]), record));
      expect(steps.map(({ label }) => label.en)).to.deep.equal(['Write', 'Weigh parcel']);
      const strange = viewOf(registry([two]), { ...record, type: 'constructor', shape: ['undoable constructor'] });
      expect(both.saga(strange)).to.deep.nested.include({
        'label.en': 'Constructor',
        'steps[0].label.en': 'Constructor',
      });
    });
  });

  it('needs no new version for other labels', () =>
    expect(fingerprint(labelled)).to.equal(fingerprint(bookTrip as Definition)));

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
    const record = { ...storyOf([done('create-trip'), done('check-fraud')]), version: 2 };
    const saga = view(changed, record);
    const described = record.journal.map((entry: Entry) => from.describe('book-trip', entry).text);
    expect(from.saga(saga).steps[1]).to.deep.include({ label: words['check-fraud'].name, state: 'done' });
    expect(from.plan(changed).steps[1]).to.deep.include({ label: words['check-fraud'].name, state: 'todo' });
    expect(described[1]!.en).to.match(/^check-fraud \(Look for fraud\) done/);
    expect(described[1]!.ko).to.match(/^check-fraud \(사기 확인\) 완료/);
    expect(from.open(saga)[1]!.label.en).to.equal('check-fraud (Look for fraud)');
    expect(diagram(changed)).to.contain('state "undo check-fraud (Look for fraud)" as undo_checkFraud');
  });

  it('end a label of the diagram only at its end, whatever the label holds', () => {
    const steps = { ...labels.steps, 'create-trip': { ...labels.steps['create-trip'], name: text('Create a "trip"') } };
    const quoted: Definition = { ...bookTrip, labels: { ...labels, steps } };
    expect(diagram(quoted)).to.contain('state "create-trip (Create a #quot;trip#quot;)" as createTrip');
  });
});
