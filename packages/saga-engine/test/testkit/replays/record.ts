/**
 * Records sagas of the whole language for the replay, in memory: `node --import tsx packages/saga-engine/test/testkit/replays/record.ts`.
 * Those that are there are left as they are: run it after a build, when the definition has a new version.
 */
import { advance } from '../../../dist/core/advance.js';
import { hours, minutes } from '../../../dist/core/duration.js';
import { sagaCalls } from '../../../dist/core/saga-calls.js';
import type { Outcome } from '../../../dist/core/ports.js';
import { registry } from '../../../dist/core/registry.js';
import { shownRecord } from '../../../dist/core/shown.js';
import { memoryPorts } from '../../core/memory.js';
import { bookTrip, cancelTrip, replies, type Trip } from '../../core/trip.js';
import { record } from '@shop/testkit/recorded';

const trip: Trip = { hotels: ['ritz', 'ibis'], travellers: 2, car: true };
const definitions = [bookTrip, cancelTrip];
const refusal: Outcome = { type: 'refused', reason: 'FULL' };
const away: Outcome = { type: 'in-doubt', error: 'away' };

/** A trip whose steps are answered by their scripted outcomes in turn, then by the usual reply. */
async function begin(id: string, script: Readonly<Record<string, Outcome[]>> = {}, input: Partial<Trip> = {}) {
  const received = new Set<string>();
  const { ports, clock, journal } = memoryPorts({ registry: registry(definitions) });
  const participants: typeof ports.participants = {
    dispatch({ participant, method }, { key }) {
      const step = key.slice(key.indexOf('.') + 1);
      received.add(`${step.endsWith('.undo') ? 'undo ' : ''}${participant}.${method} ${key}`);
      const reply = replies[step as keyof typeof replies] ?? {};
      return Promise.resolve(script[step]?.shift() ?? { type: 'done', reply });
    },
  };
  const calls = sagaCalls({ ...ports, participants });
  await calls.start({ saga: 'book-trip', id, input: { ...trip, ...input } });
  const all = () => [...journal.sagas.values()];
  return {
    calls,
    /** Runs until nothing is left to do or the time `until`, past all rests. */
    async run(until = 0) {
      for (;;) {
        for (const saga of all()) await advance({ ...ports, participants }, saga.id);
        const next = Math.min(...all().flatMap(({ nextActionAt: at }) => (at === null ? [] : [at])));
        if (next > Math.max(until, clock.now + minutes(1))) return void (clock.now = Math.max(clock.now, until));
        clock.now = Math.max(clock.now, next);
      }
    },
    signal: (name: string, payload: object) => calls.signal(id, { name, payload }),
    keep() {
      const sagas = all().map((saga) => shownRecord(saga.id === id ? bookTrip : cancelTrip, saga));
      record(
        import.meta.dirname,
        definitions,
        { name: id, sagas, received: [...received] },
        ({ command, key }) => `${command} ${key}`,
      );
    },
  };
}

type Begun = Awaited<ReturnType<typeof begin>>;
const approve = async ({ signal, run }: Begun) => {
  await run();
  for (const by of ['ann', 'bob']) await signal('approved', { by });
  await run();
};
const checkIn = async ({ signal, run }: Begun) => (await signal('checked-in', { desk: 3 }), await run());
const cancel = async ({ calls, run }: Begun, id: string) => (
  await calls.cancel(id, { by: 'ann', reason: 'ILL' }),
  await run()
);

const completed = await begin('completed');
await approve(completed);
await completed.signal('wish', { wish: 'sea' });
await completed.run(minutes(30));
await checkIn(completed);
completed.keep();

const triedAgain = await begin('tried-again', {
  'hold-hotel': [refusal],
  'hold-flight': [away, away],
  'confirm-hotel': [away, away],
  'confirm-car': [away],
});
await approve(triedAgain);
await triedAgain.run(minutes(30));
await checkIn(triedAgain);
triedAgain.keep();

const refusedLate = await begin('refused-late', { 'hold-car': [away, refusal], 'hold-flight.undo': [away, away] });
await refusedLate.run();
refusedLate.keep();

const notApproved = await begin('not-approved', {}, { car: false });
await notApproved.run();
await notApproved.run(hours(24));
notApproved.keep();

const cancelledLate = await begin('cancelled-late');
await approve(cancelledLate);
await cancel(cancelledLate, 'cancelled-late');
cancelledLate.keep();

const amid = await begin('amid-the-confirmations', { 'confirm-hotel': Array<Outcome>(4).fill(away) });
await approve(amid);
amid.keep();
