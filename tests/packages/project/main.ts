// A program of a project that has installed the package. `begin FOLDER` starts a trip, prints that it waits, and runs until it is
// killed; `go-on FOLDER` completes that trip and prints the outcome of other calls.
import { InvalidInput, SagaNotFound, seconds, startSagas } from 'saga-engine';
import { startParticipants } from '../../../examples/trip-booking/participants.js';
import { approved, bookTrip, type Trip } from '../../../examples/trip-booking/trip.js';

const [, , what, folder = ''] = process.argv;
const trip: Trip = { traveller: 'ann', nights: 7, flight: 'SA1', car: true };

const participants = await startParticipants(folder);
const sagas = await startSagas({
  definitions: [bookTrip],
  participants,
  mongodbUri: process.env['MONGODB_URI']!,
  redisUrl: process.env['REDIS_URL']!,
});

async function untilItWaits(id: string): Promise<void> {
  for await (const { state } of sagas.watch(id)) if (state === 'WAITING') return;
}

/** The name of the error that a call throws, or its result. */
const thrown = (call: Promise<unknown>) =>
  call.catch((error: unknown) => {
    for (const kind of [InvalidInput, SagaNotFound]) if (error instanceof kind) return kind.name;
    return error;
  });

if (what === 'begin') {
  await sagas.start(bookTrip, 'killed', trip);
  await untilItWaits('killed');
  console.log('waiting');
  await new Promise(() => {});
} else {
  await sagas.signal('killed', approved, { by: 'ann' });
  // the dead process still holds the job's lock until BullMQ sees that nobody renews it
  console.log('killed', (await sagas.ended('killed', seconds(120))).state);
  await sagas.start(bookTrip, 'cancelled', trip);
  await untilItWaits('cancelled');
  await sagas.cancel('cancelled', { by: 'ann', reason: 'CHANGED_HER_MIND' });
  console.log('cancelled', (await sagas.ended('cancelled', seconds(60))).state);
  await sagas.start(bookTrip, 'refused', { ...trip, nights: 40 });
  const { state, failure } = await sagas.ended('refused', seconds(60));
  console.log('refused', state, failure?.reason);
  console.log('bad id', await thrown(sagas.start(bookTrip, 'an id with blanks', trip)));
  console.log('no saga', await thrown(sagas.cancel('none', { by: 'ann', reason: 'NONE' })));
  await sagas.close();
  await participants.close();
}
