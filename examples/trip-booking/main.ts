// Books three trips, prints the outcome of each step, and runs until it is stopped: `npm run example trip`, or `-- --once`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSagas, type RunningSagas, type SagaView } from 'saga-engine';
import { openPages } from './pages.js';
import { startParticipants, type TripParticipants } from './participants.js';
import { CannotStart } from './processes.js';
import { approved, bookTrip, type Trip } from './trip.js';

const trips: readonly (Trip & { readonly about: string })[] = [
  { about: 'booked', traveller: 'ann', nights: 3, flight: 'SA1', car: true },
  { about: 'undone: the flight is sold out', traveller: 'bob', nights: 2, flight: 'SA13', car: true },
  { about: 'at the second hotel, without a car', traveller: 'eve', nights: 10, flight: 'SA1', car: false },
];

const becameOf = ({ steps }: SagaView) =>
  steps.map(({ name, status, undo }) => `  ${name} ${undo?.status === 'done' ? 'undone' : status}`).join('\n');

async function book(sagas: RunningSagas, { about, ...trip }: (typeof trips)[number]): Promise<string> {
  const { id } = await sagas.start(bookTrip, `trip-${trip.traveller}-${Date.now()}`, trip);
  // the traveller may approve before everything is held
  await sagas.signal(id, approved, { by: trip.traveller });
  const ended = await sagas.ended(id);
  const { state, failure } = ended;
  return `${id} (${about}): ${state}${failure ? `, ${failure.reason}` : ''}\n${becameOf(ended)}`;
}

const folder = await mkdtemp(join(tmpdir(), 'trips-'));
let participants: TripParticipants | undefined;
let sagas: RunningSagas | undefined;
try {
  participants = await startParticipants(folder);
  sagas = await startSagas({
    definitions: [bookTrip],
    participants,
    mongodbUri: process.env['MONGODB_URI']!,
    redisUrl: process.env['REDIS_URL']!,
  });
  for (const trip of trips) console.log(await book(sagas, trip));
  if (!process.argv.includes('--once')) {
    const pages = await openPages(sagas.api, process.env['REDIS_URL']!);
    console.log(`Saga console: ${pages.url}/console\nQueue:        ${pages.url}/admin/queues\nCtrl-C ends it.`);
    await new Promise((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, resolve)));
    await pages.close();
  }
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await sagas?.close();
  await participants?.close();
  await rm(folder, { recursive: true, force: true });
}
