import { expect } from 'chai';
import type { Pauses } from '../../dist/core/ports.js';
import { bookTrip } from './small-trip.js';
import { seatHeld, cancelled, done, held, approved } from './story.js';
import { stored } from './operating.js';

describe('a pause', () => {
  /** Pauses one step while `on`. */
  const pausing = (step: string) => {
    const state = { on: true };
    const pauses: Pauses = {
      holding: (about) => (state.on && about.step === step ? { id: 'p1', reason: 'bank is down' } : undefined),
      isActive: () => state.on,
    };
    return { state, pauses };
  };

  it('sends nothing, counts no attempt and is shown; the saga continues after it', async () => {
    const { state, pauses } = pausing('issue-ticket');
    const { ports, run, view, sent, clock, journal } = stored([...seatHeld, done('confirm-trip')]);
    Object.assign(ports, { pauses });
    for (let hour = 0; hour < 50; hour++) {
      clock.now = hour * 3_600_000;
      await run();
    }
    expect([sent, view().state, view().steps.at(-1)!.attempts]).to.deep.equal([[], 'RUNNING', 0]);
    expect(view().waiting).to.deep.include({ why: 'paused: bank is down', pause: 'p1' });
    expect([journal.sagas.get('o1')!.paused, journal.sagas.get('o1')!.journal.length]).to.deep.equal(['p1', 6]);
    state.on = false;
    await run();
    expect([sent, view().state]).to.deep.equal([['o1.issue-ticket'], 'COMPLETED']);
    expect(journal.sagas.get('o1')!.paused).to.equal(null);
  });

  it('does not extend deadlines, and applies to undos', async () => {
    const { pauses } = pausing('hold-seat');
    const definition = { ...bookTrip, within: 60_000 };
    const { ports, run, view, clock, sent } = stored([...held, approved], { definition });
    Object.assign(ports, { pauses, registry: { ...ports.registry, find: () => definition } });
    await run();
    clock.now = 60_000;
    await run();
    expect(view().failure?.step).to.equal('hold-seat');
    expect(sent).to.deep.equal(['o1.hold-room.undo', 'o1.create-trip.undo']);
    expect([view().state, view().waiting?.pause]).to.deep.equal(['COMPENSATING', 'p1']);
  });

  it('of one undo does not prevent a cancel from compensating the saga', async () => {
    const { state, pauses } = pausing('hold-room');
    const { ports, run, view, sent } = stored([...held, cancelled]);
    Object.assign(ports, { pauses });
    await run();
    expect(sent).to.deep.equal(['o1.create-trip.undo']);
    state.on = false;
    await run();
    expect([sent.at(-1), view().state]).to.deep.equal(['o1.hold-room.undo', 'COMPENSATED']);
  });
});
