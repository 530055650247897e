import { expect } from 'chai';
import type { Event } from '../../dist/core/journal.js';
import { cancelTrip } from './small-trip.js';
import { seatHeld, done, failed, held, approved, refused } from './story.js';
import { asked, code, doubt, stored } from './operating.js';

describe('steps of one saga', () => {
  it('can be restarted and forced a hundred times each: its journal stays bounded, and it can still be resolved', async () => {
    const { calls, journal } = stored([...seatHeld, done('confirm-trip'), doubt('issue-ticket')]);
    const wish = { by: 'ann', reason: 'x'.repeat(200), step: 'issue-ticket' };
    const restarts = [];
    for (let i = 0; i < 102; i++) restarts.push(await code(calls.restart('o1', wish)));
    expect(restarts.slice(99)).to.deep.equal(['accepted', 'STEP_NOT_OPEN', 'STEP_NOT_OPEN']);
    expect(await calls.restart('o1', wish).catch(String)).to.match(/100 times.*force/);
    const forced = [];
    for (let i = 0; i < 102; i++) {
      const step = i % 2 === 0 ? 'issue-ticket' : 'follow-up';
      forced.push(await code(calls.force('o1', { ...wish, step, outcome: 'refused', confirm: true })));
    }
    expect(forced.slice(99)).to.deep.equal(['accepted', 'STEP_NOT_OPEN', 'STEP_NOT_OPEN']);
    expect(JSON.stringify(journal.sagas.get('o1')).length).to.be.below(128 * 1024);
    const last = calls.force('o1', { ...wish, outcome: 'done', confirm: true });
    expect(await last.catch(String)).to.match(/200 times.*resolve the saga/);
    expect((await calls.resolve('o1', asked)).answer).to.equal('accepted');
  });
});

describe('a saga whose follow-up is being started', () => {
  it('is not reopened: its follow-up may be there already', async () => {
    const { calls } = stored([...seatHeld, done('confirm-trip'), doubt('issue-ticket')]);
    const wish = { ...asked, step: 'issue-ticket' };
    await calls.force('o1', { ...wish, outcome: 'refused', confirm: true });
    const [restarted, forced] = [
      calls.restart('o1', wish),
      calls.force('o1', { ...wish, outcome: 'done', confirm: true }),
    ];
    expect([await code(restarted), await code(forced)]).to.deep.equal(['STEP_NOT_OPEN', 'STEP_NOT_OPEN']);
    expect(await code(calls.restart('o1', { ...wish, step: 'follow-up' }))).to.equal('accepted');
  });
});

describe('forcing the outcome of a step', () => {
  it('does not take a pivot that was forced to refused for one that its participant has refused', async () => {
    const { calls } = stored([...seatHeld, { ...failed('confirm-trip', 9_000) }]);
    const wish = { ...asked, step: 'confirm-trip', outcome: 'refused' as const, confirm: true };
    await calls.force('o1', wish);
    await calls.force('o1', { ...wish, step: 'follow-up' });
    const { answer, saga } = await calls.force('o1', wish);
    expect([answer, saga.state]).to.deep.equal(['accepted', 'NEEDS_ATTENTION']);
  });

  it('requires a confirmation where the outcome may differ, and then continues with the reply', async () => {
    const { calls, run, view, sent } = stored([...held, approved, doubt('hold-seat')]);
    const wish = { ...asked, step: 'hold-seat', outcome: 'done' as const, reply: { seatId: 'p7' } };
    expect(await code(calls.force('o1', wish))).to.equal('WOULD_BREAK_CONSERVATION');
    await calls.force('o1', { ...wish, confirm: true });
    await run();
    expect(sent).to.deep.equal(['o1.confirm-trip', 'o1.issue-ticket']);
    expect(view().state).to.equal('COMPLETED');
    expect(view().audit).to.deep.equal([
      { at: 0, ...asked, action: 'force', step: 'hold-seat', phase: 'do', outcome: 'done', confirmed: true },
    ]);
  });

  it('names a member that later steps read and that is missing in the reply', async () => {
    const { calls } = stored([...held, approved, doubt('hold-seat')]);
    const wish = { ...asked, step: 'hold-seat', outcome: 'done' as const, reply: {}, confirm: true };
    const error = await calls.force('o1', wish).catch((thrown: Error) => thrown);
    expect((error as Error).message).to.include('seatId');
    expect(await code(calls.force('o1', wish))).to.equal('reply');
  });

  it('to refused before the pivot undoes this step too, even if the journal has no attempt: a run that died may have sent it', async () => {
    const uncertain = stored([...held, approved, doubt('hold-seat')]);
    const wish = { ...asked, step: 'hold-seat', outcome: 'refused' as const };
    expect(await code(uncertain.calls.force('o1', wish))).to.equal('WOULD_BREAK_CONSERVATION');
    await uncertain.calls.force('o1', { ...wish, confirm: true });
    await uncertain.run();
    expect(uncertain.sent).to.deep.equal(['o1.hold-seat.undo', 'o1.hold-room.undo', 'o1.create-trip.undo']);
    const parked: Event = {
      type: 'parked',
      step: 'hold-seat',
      phase: 'do',
      until: 9_000,
      why: 'paused: x',
      pause: 'p',
    };
    const unsent = stored([...held, approved, parked]);
    expect(await code(unsent.calls.force('o1', wish))).to.equal('accepted');
    await unsent.run();
    expect(unsent.sent).to.deep.equal(uncertain.sent);
    expect(unsent.view().state).to.equal('COMPENSATED');
  });

  it('to refused after the pivot is undone by the follow-up, and needs no confirmation after a refusal', async () => {
    const story = [...seatHeld, done('confirm-trip')];
    const { calls, run, view, journal } = stored([...story, { ...doubt('issue-ticket'), refused: true } as Event]);
    const wish = { ...asked, step: 'issue-ticket', outcome: 'refused' as const };
    await calls.force('o1', wish);
    await run();
    expect([view().state, journal.sagas.has('o1-cancel')]).to.deep.equal(['COMPENSATED', true]);
    expect(await code(stored([...story, doubt('issue-ticket')]).calls.force('o1', wish))).to.equal(
      'WOULD_BREAK_CONSERVATION',
    );
  });

  it('to refused without a follow-up ends the saga as it is, and only with a confirmation', async () => {
    const definition = cancelTrip;
    const { calls, view, run } = stored([{ ...doubt('return-ticket'), refused: true } as Event], {
      definition,
      input: { tripId: 'o0' } as never,
    });
    const wish = { ...asked, step: 'return-ticket', outcome: 'refused' as const };
    expect(await code(calls.force('o1', wish))).to.equal('WOULD_BREAK_CONSERVATION');
    await calls.force('o1', { ...wish, confirm: true });
    await run();
    expect([view().state, view().nextActionAt]).to.deep.equal(['RESOLVED', null]);
  });

  it('ends an undo that keeps failing: as done, or as skipped, which a later cancel repeats', async () => {
    const stuck = { ...failed('create-trip', 9_000, { phase: 'undo' }), at: 0 };
    const story = [done('create-trip'), refused('hold-room'), stuck];
    const undone = stored(story);
    const wish = { ...asked, step: 'create-trip', confirm: true };
    expect(await code(undone.calls.force('o1', { ...wish, confirm: false, outcome: 'done' }))).to.equal(
      'WOULD_BREAK_CONSERVATION',
    );
    await undone.calls.force('o1', { ...wish, outcome: 'done' });
    expect([undone.view().state, undone.view().steps[0]!.status]).to.deep.equal(['COMPENSATED', 'undone']);
    const abandoned = stored(story);
    await abandoned.calls.force('o1', { ...wish, outcome: 'refused' });
    expect([abandoned.view().state, abandoned.view().steps[0]!.undo?.status]).to.deep.equal(['RESOLVED', 'skipped']);
    await abandoned.calls.cancel('o1', { by: 'u', reason: 'TRAVELLER_CANCELLED' });
    await abandoned.run();
    expect(abandoned.view().state).to.equal('COMPENSATED');
    expect(abandoned.sent).to.deep.equal(['o1.create-trip.undo']);
  });

  it('is refused, like a restart, for a step while its undo runs, and the reverse', async () => {
    const stuck = { ...failed('create-trip', 9_000, { phase: 'undo' }), at: 0 };
    const turned = stored([done('create-trip'), refused('hold-room'), stuck]);
    const forward = stored([doubt('create-trip')]);
    const wish = { ...asked, step: 'create-trip', confirm: true };
    for (const { calls, phase } of [
      { ...turned, phase: 'do' as const },
      { ...forward, phase: 'undo' as const },
    ]) {
      expect(await code(calls.force('o1', { ...wish, phase, outcome: 'done' }))).to.equal('STEP_NOT_OPEN');
      expect(await code(calls.restart('o1', { ...wish, phase }))).to.equal('STEP_NOT_OPEN');
    }
    await forward.calls.restart('o1', { ...wish, phase: 'do' });
    await turned.calls.force('o1', { ...wish, phase: 'undo', outcome: 'done' });
    expect([turned.view().state, turned.view().audit[0]!.phase]).to.deep.equal(['COMPENSATED', 'undo']);
  });

  it('is refused for unknown steps, completed steps and sagas that have ended', async () => {
    const { calls } = stored([...held, approved]);
    const wish = { ...asked, outcome: 'done' as const, confirm: true };
    expect(await code(calls.force('o1', { ...wish, step: 'nonsense' }))).to.equal('step');
    expect(await code(calls.force('o1', { ...wish, step: 'create-trip' }))).to.equal('STEP_NOT_OPEN');
    const ended = stored([...seatHeld, done('confirm-trip'), done('issue-ticket')]);
    expect((await ended.calls.force('o1', { ...wish, step: 'issue-ticket' })).answer).to.equal('late');
  });

  it('wins over an answer that arrives later', async () => {
    const { calls, run, view, participants, sent } = stored([...seatHeld, done('confirm-trip')]);
    participants.answer = async () => {
      if (sent.length === 1)
        await calls.force('o1', { ...asked, step: 'issue-ticket', outcome: 'done', reply: {}, confirm: true });
      return { type: 'in-doubt', error: 'late' };
    };
    await run();
    expect([view().state, sent]).to.deep.equal(['COMPLETED', ['o1.issue-ticket']]);
  });
});

describe('restarting from a step', () => {
  it('clears its attempts and backoff, and sends it again with the same key', async () => {
    const tries = Array.from({ length: 7 }, (_, n) => failed('issue-ticket', 9_000_000, { attempt: n + 1 }));
    const { calls, run, view, sent } = stored([...seatHeld, done('confirm-trip'), ...tries]);
    expect(view().state).to.equal('NEEDS_ATTENTION');
    const { saga } = await calls.restart('o1', { ...asked, step: 'issue-ticket' });
    expect([saga.state, saga.steps.at(-1)!.attempts]).to.deep.equal(['RUNNING', 0]);
    await run();
    expect([view().state, sent]).to.deep.equal(['COMPLETED', ['o1.issue-ticket']]);
    expect(view().audit[0]).to.deep.include({ action: 'restart', step: 'issue-ticket' });
  });

  it('returns to an earlier step, and later steps that may have been done are undone if it compensates', async () => {
    const stuck = [...held, approved, doubt('hold-seat')];
    const again = stored(stuck);
    await again.calls.restart('o1', { ...asked, step: 'hold-room' });
    again.participants.answer = (_command, key) =>
      key === 'o1.hold-room' ? { type: 'refused', reason: 'NO_ROOM' } : { type: 'done', reply: {} };
    await again.run();
    expect(again.sent).to.deep.equal(['o1.hold-room', 'o1.hold-seat.undo', 'o1.create-trip.undo']);
    expect(again.view().state).to.equal('COMPENSATED');
    const forward = stored(stuck);
    await forward.calls.restart('o1', { ...asked, step: 'hold-room' });
    await forward.run();
    expect(forward.view().state).to.equal('COMPLETED');
  });

  it('restarts an undo, and is refused for steps that are not open', async () => {
    const stuck = Array.from({ length: 6 }, () => failed('create-trip', 9_000_000, { phase: 'undo' }));
    const turned = stored([done('create-trip'), refused('hold-room'), ...stuck]);
    expect(await code(turned.calls.restart('o1', { ...asked, step: 'hold-seat' }))).to.equal('STEP_NOT_OPEN');
    await turned.calls.restart('o1', { ...asked, step: 'create-trip' });
    await turned.run();
    expect([turned.view().state, turned.sent]).to.deep.equal(['COMPENSATED', ['o1.create-trip.undo']]);
    const forward = stored([...seatHeld, done('confirm-trip')]);
    for (const step of ['hold-room', 'trip-approved'])
      expect(await code(forward.calls.restart('o1', { ...asked, step })), step).to.equal('STEP_NOT_OPEN');
    const early = stored([...held]);
    expect(await code(early.calls.restart('o1', { ...asked, step: 'confirm-trip' }))).to.equal('STEP_NOT_OPEN');
  });
});
