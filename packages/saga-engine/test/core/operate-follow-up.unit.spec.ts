import { expect } from 'chai';
import { describe as viewOf } from '../../dist/core/describe.js';
import type { FollowUp } from '../../dist/core/definition.js';
import type { Event } from '../../dist/core/journal.js';
import { bookTrip } from './small-trip.js';
import { seatHeld, cancelled, done } from './story.js';
import { asked, code, doubt, stored } from './operating.js';

describe('a follow-up that cannot be started', () => {
  const wish = { ...asked, step: 'follow-up' };
  const traveller = { by: 'u', reason: 'TRAVELLER_CANCELLED' };
  /** A saga whose `onLateCancel` throws, or names an unknown saga, until the definition is fixed. */
  const stuck = async (events: Event[], onLateCancel?: () => FollowUp) => {
    const fixed = { ...bookTrip };
    const broken = onLateCancel ?? (() => ({ saga: 'gone', id: 'o1-cancel', input: {} }));
    const definition = { ...bookTrip, onLateCancel: broken };
    const all = stored(events, { definition });
    const registry = { ...all.ports.registry, find: () => definition };
    Object.assign(all.ports, { registry });
    for (let hour = 0; hour < 7; hour++) {
      all.clock.now = hour * 3_600_000;
      await all.run();
    }
    const view = () => viewOf(definition, all.journal.sagas.get('o1')!);
    return { ...all, view, fix: () => Object.assign(definition, fixed) };
  };
  const throws = () => {
    throw new Error('no such traveller');
  };
  const completed = [...seatHeld, done('confirm-trip'), done('issue-ticket')];
  const resolved: Event = { type: 'resolved', by: 'admin', reason: 'later' };
  const atTicket = [...seatHeld, done('confirm-trip'), { ...doubt('issue-ticket'), refused: true } as Event];

  for (const [name, events] of Object.entries({
    completed: [...completed, cancelled],
    resolved: [...seatHeld, cancelled, resolved],
    'refused at its ticket': [...atTicket, cancelled],
  }))
    for (const onLateCancel of [undefined, throws])
      it(`needs attention with the reason, when the saga is ${name} and ${onLateCancel ? 'onLateCancel throws' : 'the type is unknown'}, and ends as an operator decides`, async () => {
        for (const outcome of ['done', 'refused'] as const) {
          const { calls, run, view, journal } = await stuck(events, onLateCancel);
          expect([view().state, view().waiting?.step]).to.deep.equal(['NEEDS_ATTENTION', 'follow-up']);
          expect(view().waiting?.why).to.match(onLateCancel ? /no such traveller/ : /no definition of saga gone/);
          expect(await code(calls.force('o1', { ...wish, outcome }))).to.equal('WOULD_BREAK_CONSERVATION');
          expect(await code(calls.force('o1', { ...wish, outcome, phase: 'undo' }))).to.equal('STEP_NOT_OPEN');
          const { saga } = await calls.force('o1', { ...wish, outcome, confirm: true });
          const left = name === 'refused at its ticket' && outcome === 'refused';
          expect(saga.nextActionAt === null, outcome).to.equal(!left);
          expect(saga.audit.at(-1)).to.deep.include({ action: 'force', step: 'follow-up', outcome, confirmed: true });
          if (left) await calls.force('o1', { ...wish, step: 'issue-ticket', outcome: 'done', confirm: true });
          await run();
          expect(journal.sagas.get('o1')).to.deep.include({ nextActionAt: null });
          expect(view().state, outcome).to.be.oneOf(['COMPLETED', 'COMPENSATED', 'RESOLVED']);
          expect((await calls.retry('o1', asked)).answer).to.equal('late');
        }
      });

  it('is started by a later cancel when it was forced as refused, not when it was forced as done', async () => {
    const givenUp = await stuck([...completed, cancelled]);
    await givenUp.calls.force('o1', { ...wish, outcome: 'refused', confirm: true });
    expect(givenUp.view().state).to.equal('RESOLVED');
    givenUp.fix();
    expect((await givenUp.calls.cancel('o1', traveller)).answer).to.equal('accepted');
    await givenUp.run();
    expect([givenUp.view().state, givenUp.journal.sagas.has('o1-cancel')]).to.deep.equal(['COMPLETED', true]);
    const byHand = await stuck([...completed, cancelled]);
    await byHand.calls.force('o1', { ...wish, outcome: 'done', confirm: true });
    expect([byHand.view().state, (await byHand.calls.cancel('o1', traveller)).answer]).to.deep.equal([
      'COMPLETED',
      'duplicate',
    ]);
  });

  it('is started at once by a restart when its definition is fixed', async () => {
    const { calls, run, fix, view, journal } = await stuck([...completed, cancelled]);
    fix();
    expect((await calls.restart('o1', wish)).saga.state).to.equal('COMPLETED');
    await run();
    expect([view().nextActionAt, journal.sagas.has('o1-cancel')]).to.deep.equal([null, true]);
  });

  it('cannot be forced when no cancel was accepted', async () => {
    const { calls } = stored([...seatHeld, done('confirm-trip')]);
    expect(await code(calls.force('o1', { ...wish, outcome: 'done', confirm: true }))).to.equal('STEP_NOT_OPEN');
    expect(await code(calls.restart('o1', wish))).to.equal('STEP_NOT_OPEN');
  });
});
