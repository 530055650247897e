import { expect } from 'chai';
import { hours, seconds } from '../../../dist/core/duration.js';
import { registry } from '../../../dist/core/registry.js';
import { saga } from '../../../dist/core/saga.js';
import { MemoryJournal } from '../memory.js';
import { trips, tripApproved } from '../small-trip.js';
import { VirtualClock } from './clock.js';
import { SimulatedPauses } from './operations.js';
import { Random } from '@shop/testkit/random';
import { SimulatedParticipants } from './simulated-participants.js';
import { SimulatedQueue } from './simulated-queue.js';
import { smallTrips } from './small-trips.js';
import { FaultPlan } from './fault-plan.js';
import { Worker } from './worker.js';

const patient = saga<object>('book-trip', { version: 1 })
  .step('create-trip', {
    command: (s) => trips.create({ tripId: s.id, city: 'oslo' }),
    compensate: (s) => trips.cancel({ tripId: s.id, reason: s.failure.reason }),
  })
  .waitFor(tripApproved, { within: hours(24), expires: 'APPROVAL_TIMEOUT' })
  .pivot('confirm-trip', { command: (s) => trips.confirm({ tripId: s.id }) })
  .end();

describe('an approval timeout of 24 hours', () => {
  for (const wiped of [false, true])
    it(`is exact to the second, and simulated in less than one${wiped ? ', although the queue lost its wake-up' : ''}`, async () => {
      const began = process.cpuUsage();
      const clock = new VirtualClock();
      clock.now = hours(1); // after the time of faults
      const faults = new FaultPlan(clock, new Random(1));
      const journal = new MemoryJournal();
      const participants = new SimulatedParticipants(
        faults,
        undefined,
        new SimulatedPauses(),
        smallTrips(1, faults).commands,
      );
      const queue: SimulatedQueue = new SimulatedQueue(faults, (id) => (worker.take(id), true));
      const shared = { journal, queue, participants: participants, registry: registry([patient]) };
      const worker = new Worker(faults, shared, true);
      void worker.calls.start({ saga: 'book-trip', id: 'o1', input: {} });
      const state = () => journal.sagas.get('o1')?.state;
      expect(await clock.run(() => state() === 'WAITING', hours(2))).to.equal(true);
      if (wiped) queue.wipe();
      const due = journal.sagas.get('o1')!.deadline!;
      expect(due - clock.now).to.be.within(hours(24) - seconds(1), hours(24));
      expect(await clock.run(() => state() !== 'WAITING', hours(48))).to.equal(true);
      expect(clock.now - due).to.be.within(0, seconds(wiped ? 30 : 1));
      expect(await clock.run(() => state() === 'COMPENSATED', hours(48))).to.equal(true);
      expect(participants.effectOf('o1', 'create-trip')).to.deep.include({ done: 1, undone: 1 });
      // CPU time, so that other load on the machine does not count
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1_000).to.be.below(1_000);
    });
});
