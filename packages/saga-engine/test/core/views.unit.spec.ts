import { expect } from 'chai';
import { describe as describeSaga } from '../../dist/core/describe.js';
import { diagram } from '../../dist/core/diagram.js';
import { minutes } from '../../dist/core/duration.js';
import type { Event } from '../../dist/core/journal.js';
import { preview } from '../../dist/core/preview.js';
import { recover, setBack } from '../../dist/core/recover.js';
import { saga } from '../../dist/core/saga.js';
import { memoryPorts } from './memory.js';
import { cancelTrip, trips, bookTrip } from './small-trip.js';
import { seatHeld, cancelled, done, failed, held, approved, refused, storyOf, undone } from './story.js';

const all = [...seatHeld, done('confirm-trip'), done('issue-ticket')];

describe('preview', () => {
  const previewed = (events: readonly Event[]) =>
    preview(bookTrip, storyOf(events)).map(({ step, command }) => `${step}: ${command.participant}.${command.method}`);

  it('shows what a cancel would undo, in reverse order, including the step in progress', () =>
    expect(previewed([...held, approved])).to.deep.equal([
      'hold-seat: airline.release',
      'hold-room: hotel.release',
      'create-trip: trips.cancel',
    ]));
  it('shows what is left of a running compensation', () =>
    expect(previewed([...held, cancelled, undone('hold-room')])).to.deep.equal(['create-trip: trips.cancel']));
  it('shows the follow-up once the pivot has begun', () => {
    expect(previewed(seatHeld)).to.deep.equal(['follow-up: sagas.start']);
    expect(preview(bookTrip, storyOf(seatHeld))[0]?.command.request).to.deep.include({ id: 'o1-cancel' });
  });
  it('shows nothing when there is nothing to do', () => {
    expect(previewed(all)).to.deep.equal([]);
    expect(previewed([refused('create-trip')])).to.deep.equal([]);
    expect(preview(cancelTrip, storyOf([], { definition: cancelTrip }))).to.deep.equal([]);
  });
});

describe('describe', () => {
  it('shows each step and the current wait, and no input, reply or payload', () => {
    const view = describeSaga(bookTrip, storyOf(held));
    expect(view.steps.map(({ name, kind, status }) => `${name} ${kind} ${status}`)).to.deep.equal([
      'create-trip undoable done',
      'hold-room undoable done',
      'trip-approved wait waiting',
      'hold-seat undoable pending',
      'confirm-trip pivot pending',
      'issue-ticket retriable pending',
    ]);
    expect(view.waiting?.until).to.equal(minutes(15));
    expect(JSON.stringify(describeSaga(bookTrip, storyOf([...held, approved])))).to.not.match(/"(t1|oslo|h1)"/);
  });
  it('shows a step that is retried, with its error', () => {
    const view = describeSaga(bookTrip, storyOf([failed('create-trip', 700)]));
    expect(view.steps[0]).to.deep.include({ status: 'running', attempts: 1, error: 'unavailable' });
    expect(view.waiting).to.deep.equal({ step: 'create-trip', why: 'unavailable', until: 700 });
  });
  it('shows a saga that began to compensate', () => {
    const view = describeSaga(bookTrip, storyOf([...held, cancelled, undone('hold-room')]));
    expect(view.steps.slice(0, 3).map(({ status }) => status)).to.deep.equal(['undoing', 'undone', 'cancelled']);
  });
  it('shows a wait as expired or cancelled, with its end', () => {
    const wait = (event: Event & { at: number }) =>
      describeSaga(bookTrip, storyOf([...held, event])).steps.find(({ kind }) => kind === 'wait');
    const expired = { type: 'expired', step: 'trip-approved', of: 'wait', reason: 'APPROVAL_TIMEOUT' } as const;
    expect(wait({ ...expired, at: 9 })).to.deep.include({ status: 'expired', startedAt: 0, finishedAt: 9 });
    expect(wait({ ...cancelled, at: 9 })).to.deep.include({ status: 'cancelled', startedAt: 0, finishedAt: 9 });
  });
  it('shows when a step was done and when it was undone, each with its attempts', () => {
    const undoing = [
      { ...failed('create-trip', 3), at: 2 },
      { ...done('create-trip'), startedAt: 4, attempt: 2, at: 5 },
      { ...cancelled, at: 6 },
      { ...failed('create-trip', 9, { phase: 'undo' }), startedAt: 7, at: 8 },
    ];
    const first = (...events: (Event & { at: number })[]) =>
      describeSaga(bookTrip, storyOf([...undoing, ...events])).steps[0];
    const command = { attempts: 2, startedAt: 0, finishedAt: 5 };
    expect(first()).to.deep.include({
      ...command,
      error: 'unavailable',
      undo: { status: 'failing', attempts: 1, startedAt: 7, finishedAt: null, error: 'unavailable' },
    });
    expect(first({ ...undone('create-trip'), startedAt: 9, attempt: 2, at: 10 } as never)).to.deep.include({
      ...command,
      status: 'undone',
      undo: { status: 'done', attempts: 2, startedAt: 7, finishedAt: 10 },
    });
    expect(first({ type: 'resolved', by: 'a', reason: 'r', at: 9 })?.undo?.status).to.equal('skipped');
  });
  it('shows no undo for a step that has none, was refused, or never began', () => {
    const view = describeSaga(bookTrip, storyOf([...held, approved, refused('hold-seat')]));
    expect(view.steps.map(({ undo }) => undo?.status)).to.deep.equal([
      'pending',
      'pending',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('diagram', () => {
  it('shows every way through a saga', () =>
    expect(
      diagram(bookTrip)
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).to.deep.equal([
      'stateDiagram-v2',
      'state "create-trip" as createTrip',
      'state "undo create-trip" as undo_createTrip',
      'state "hold-room" as holdRoom',
      'state "undo hold-room" as undo_holdRoom',
      'state "wait for trip-approved" as tripApproved',
      'state "hold-seat" as holdSeat',
      'state "undo hold-seat" as undo_holdSeat',
      'state "pivot: confirm-trip" as confirmTrip',
      'state "issue-ticket" as issueTicket',
      '[*] --> createTrip',
      'createTrip --> holdRoom',
      'createTrip --> COMPENSATED : refused',
      'createTrip --> undo_createTrip : in doubt, cancelled',
      'undo_createTrip --> COMPENSATED',
      'holdRoom --> tripApproved',
      'holdRoom --> undo_createTrip : refused',
      'holdRoom --> undo_holdRoom : in doubt, cancelled',
      'undo_holdRoom --> undo_createTrip',
      'tripApproved --> holdSeat : signalled',
      'tripApproved --> holdSeat : not needed',
      'tripApproved --> undo_holdRoom : APPROVAL_TIMEOUT, cancelled',
      'holdSeat --> confirmTrip',
      'holdSeat --> undo_holdRoom : refused',
      'holdSeat --> undo_holdSeat : in doubt, cancelled',
      'undo_holdSeat --> undo_holdRoom',
      'confirmTrip --> issueTicket',
      'confirmTrip --> undo_holdSeat : refused',
      'issueTicket --> COMPLETED',
      'COMPLETED --> [*]',
      'COMPLETED --> followUp : cancelled after the pivot',
      'followUp --> [*]',
      'COMPENSATED --> [*]',
    ]));
  it('has no compensation in a saga of retriables only', () =>
    expect(diagram(cancelTrip)).to.not.include('COMPENSATED'));
});

describe('a clock', () => {
  it('was set back by its lag behind a steady clock; it may be slower, and ahead', () => {
    let [now, steady] = [1_000_000, 50];
    const lost = setBack(
      () => now,
      () => steady,
    );
    const after = (passed: number, shown: number) => {
      steady += passed;
      now += shown;
      return lost();
    };
    expect(after(1_000, 1_000)).to.equal(0);
    expect(after(1_000, 400)).to.equal(0);
    expect(after(1_000, 600_000)).to.equal(0);
    expect(after(1_000, -599_000)).to.equal(600_000);
    expect(after(1_000, 1_000)).to.equal(0);
  });
});

describe('recover', () => {
  it('wakes every saga whose time has passed, page by page, compensations first in the queue', async () => {
    const { ports, journal, wakes, clock } = memoryPorts();
    for (let index = 0; index < 7; index++)
      journal.sagas.set(`o${index}`, {
        ...storyOf(index % 2 ? [...held, cancelled] : []),
        id: `o${index}`,
        nextActionAt: 10,
        ...(index % 2 ? { next: 'undo hold-room' } : {}),
      });
    journal.sagas.set('later', { ...storyOf(held), id: 'later', nextActionAt: 11 });
    journal.sagas.set('over', { ...storyOf(all), id: 'over', nextActionAt: null });
    clock.now = 12;
    expect(await recover(ports, { graceMs: 2, page: 3 })).to.equal(7);
    expect(wakes.map(({ id }) => id)).to.deep.equal(['o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6']);
    expect(wakes[1]).to.deep.equal({
      id: 'o1',
      priority: 'compensation',
      why: 'sweep',
      about: 'book-trip undo hold-room',
    });
  });
});

describe('the builder', () => {
  it('refuses two steps of one name, and a reserved name', () => {
    const options = { command: () => trips.confirm({ tripId: '' }), compensate: 'nothing' } as const;
    const begun = saga<object>('s', { version: 1 }).step('a-b', options);
    expect(() => begun.step('aB', options)).to.throw('Saga s: the step name aB is taken');
    expect(() => begun.step('input', options)).to.throw('input is taken');
  });
});
