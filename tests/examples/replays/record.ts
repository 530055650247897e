/**
 * Records trips with every kind of outcome for the replay, at the real participants: `node --import tsx tests/examples/replays/record.ts`.
 * Does not change existing records: run it after a build, when the definition has a new version.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@shop/common/logging/logger';
import { exportBundle } from '@shop/saga-orchestrator/use-cases/export';
import { startRedis } from '@shop/testkit/redis';
import { startStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { startSagas, type Definition, type Participants } from 'saga-engine';
import type { Outcome } from 'saga-engine/core/ports';
import { presenter } from 'saga-engine/core/present';
import { startParticipants } from '../../../examples/trip-booking/participants.js';
import { approved, bookTrip, type Trip } from '../../../examples/trip-booking/trip.js';
import { record } from '@shop/testkit/recorded';

const trip: Trip = { traveller: 'ann', nights: 2, flight: 'SA1', car: true };
const folder = await mkdtemp(join(tmpdir(), 'trips-'));
const [redis, store, real] = await Promise.all([startRedis(), startStore(), startParticipants(folder)]);

/** The commands that were sent, by trip; and the answers that replace those of the participants, by trip and command. */
const sent = new Map<string, Set<string>>();
const script = new Map<string, () => Promise<Outcome | undefined>>();
const participants: Participants = {
  async dispatch(command, call) {
    const undo = call.key.endsWith('.undo') ? 'undo ' : '';
    const name = `${undo}${command.participant}.${command.method}`;
    sent.set(call.sagaId, (sent.get(call.sagaId) ?? new Set()).add(name));
    return (await script.get(`${call.sagaId} ${name}`)?.()) ?? real.dispatch(command, call);
  },
};
const begin = (definition: Definition<Trip>, database: string) =>
  startSagas({
    definitions: [definition],
    participants,
    mongodbUri: store.uri(database),
    redisUrl: redis.url,
    queuePrefix: `{${database}}`,
    logger: silentLogger(),
  });
const sagas = await begin(bookTrip, 'trips');
// a replay ignores times, so this copy does not wait a day for the traveller
const shortWaits = bookTrip.steps.map((step) => (step.kind === 'wait' ? { ...step, within: 500 } : step));
const hurried = await begin({ ...bookTrip, steps: shortWaits }, 'hurried');

const by = { by: 'root', reason: 'recorded' };
const isIn = (id: string, state: string) =>
  until(`${id} is ${state}`, async () => (await sagas.get(id))?.state === state, 60_000);
const start = (id: string, input: Partial<Trip> = {}) => sagas.start(bookTrip, id, { ...trip, ...input });
const held = async (id: string, input?: Partial<Trip>) => (await start(id, input), await isIn(id, 'WAITING'));
const approve = (id: string) => sagas.signal(id, approved, { by: 'ann' });
const booked = async (id: string, input?: Partial<Trip>) => (
  await held(id, input),
  await approve(id),
  await isIn(id, 'COMPLETED')
);
const answers = (id: string, command: string, outcome: Outcome, times = Infinity) =>
  script.set(`${id} ${command}`, () => Promise.resolve(times-- > 0 ? outcome : undefined));
const away: Outcome = { type: 'in-doubt', error: 'away' };
const refusal: Outcome = { type: 'refused', reason: 'REFUSED' };
/** Starts a trip and waits until the command is sent; returns the function that lets it continue. */
const keeps = async (id: string, command: string): Promise<() => void> => {
  let goOn = () => {};
  const promise = new Promise<undefined>((resolve) => (goOn = () => resolve(undefined)));
  script.set(`${id} ${command}`, () => promise);
  await start(id);
  await until(`${id} ${command} is sent`, () => sent.get(id)?.has(command), 60_000);
  return goOn;
};
const hasRoom = (id: string) =>
  until(`${id} has a room`, async () => (await sagas.get(id))?.steps[0]?.status === 'done', 60_000);
let whenRecorded = () => {};

/** The stories of the trips; each trip is recorded at the end of its story. */
const stories: Record<string, (id: string) => Promise<unknown>> = {
  booked: (id) => booked(id),
  'without-a-car': (id) => booked(id, { car: false }),
  'at-the-second-hotel': (id) => booked(id, { nights: 10 }),
  'no-seat': async (id) => (await start(id, { flight: 'SA13' }), await isIn(id, 'COMPENSATED')),
  'no-seat-at-the-second-hotel': async (id) => (
    await start(id, { flight: 'SA13', nights: 10 }),
    await isIn(id, 'COMPENSATED')
  ),
  'no-room': async (id) => (await start(id, { nights: 40 }), await isIn(id, 'COMPENSATED')),
  'tried-again': async (id) => {
    for (const command of ['harbour.hold', 'flight.hold', 'flight.confirm', 'car.confirm'])
      answers(id, command, away, 2);
    await booked(id);
  },
  // the first hotel never answers: its hold is undone, and the second hotel is asked
  'first-hotel-in-doubt': async (id) => (answers(id, 'harbour.hold', away), await booked(id)),
  'flight-in-doubt': async (id) => (answers(id, 'flight.hold', away), await start(id), await isIn(id, 'COMPENSATED')),
  'undone-late': async (id) => {
    for (const command of ['undo car.release', 'undo harbour.release']) answers(id, command, away, 2);
    await start(id, { flight: 'SA13' });
    await isIn(id, 'COMPENSATED');
  },
  'refused-at-pivot': async (id) => {
    answers(id, 'flight.confirm', refusal);
    await held(id);
    await approve(id);
    await isIn(id, 'COMPENSATED');
  },
  'not-approved': async (id) => {
    await hurried.start(bookTrip, id, trip);
    await hurried.ended(id, 60_000);
  },
  cancelled: async (id) => (
    await held(id),
    await sagas.cancel(id, { by: 'ann', reason: 'CHANGED_MY_MIND' }),
    await isIn(id, 'COMPENSATED')
  ),
  // two of the three holds are answered, and one answer is in the journal
  'amid-the-holds': async (id) => {
    whenRecorded = await keeps(id, 'flight.hold');
    await hasRoom(id);
  },
  'cancelled-amid-the-holds': async (id) => {
    const goOn = await keeps(id, 'flight.hold');
    await hasRoom(id);
    await sagas.cancel(id, { by: 'ann', reason: 'CHANGED_MY_MIND' });
    goOn();
    await isIn(id, 'COMPENSATED');
  },
  'compensated-by-hand': async (id) => (
    await held(id),
    await sagas.api.intervene('compensate', id, by.by, by.reason),
    await isIn(id, 'COMPENSATED')
  ),
  forced: async (id) => {
    answers(id, 'car.confirm', refusal);
    await held(id);
    await approve(id);
    await isIn(id, 'NEEDS_ATTENTION');
    await sagas.api.force(id, { step: 'confirm-car', outcome: 'done', phase: 'do', confirm: true, ...by });
    await isIn(id, 'COMPLETED');
  },
  resolved: async (id) => {
    answers(id, 'harbour.confirm', refusal);
    await held(id);
    await approve(id);
    await isIn(id, 'NEEDS_ATTENTION');
    await sagas.api.intervene('resolve', id, by.by, by.reason);
    await isIn(id, 'RESOLVED');
  },
};

try {
  for (const [name, story] of Object.entries(stories)) {
    await story(name);
    const { api } = name === 'not-approved' ? hurried : sagas;
    const { shown: _shown, ...saga } = exportBundle(presenter([bookTrip]), await api.read(name));
    record(import.meta.dirname, [bookTrip], { name, sagas: [saga], received: [...(sent.get(name) ?? [])] });
    whenRecorded();
  }
} finally {
  await Promise.all([sagas.close(), hurried.close()]);
  await real.close();
  await Promise.all([redis.stop(), store.stop(), rm(folder, { recursive: true })]);
}
