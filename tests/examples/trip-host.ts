// Runs trips in a process that can be killed: `node --import tsx trip-host.ts JSON`. Prints where each trip stops, and how trips end.
import { silentLogger } from '@shop/common/logging/logger';
import { startSagas } from 'saga-engine';
import { connectTo, type TripAddresses } from '../../examples/trip-booking/participants.js';
import { approved, bookTrip, type Trip } from '../../examples/trip-booking/trip.js';

/** A trip, and the command at which it stops: the command is never sent, or its answer never arrives. */
export interface KilledTrip extends Trip {
  readonly id: string;
  readonly stopsAt: `${'unsent' | 'unanswered'} ${string}`;
  readonly cancelled?: boolean;
}

export interface HostOptions {
  readonly addresses: TripAddresses;
  readonly folder: string;
  readonly redisUrl: string;
  readonly mongodbUri: string;
  readonly trips: readonly KilledTrip[];
  /** The first process starts the trips, which stop; the next process completes them. */
  readonly role: 'begins' | 'carries on';
}

const { addresses, folder, trips, role, ...places } = JSON.parse(process.argv[2]!) as HostOptions;
const real = connectTo(addresses, folder);
const never = (line: string) => new Promise<never>(() => console.log(line));

const sagas = await startSagas({
  ...places,
  logger: silentLogger(),
  definitions: [bookTrip],
  participants: {
    async dispatch(command, call) {
      const name = `${call.key.endsWith('.undo') ? 'undo ' : ''}${command.participant}.${command.method}`;
      const stopsAt = role === 'begins' ? trips.find(({ id }) => id === call.sagaId)?.stopsAt : undefined;
      if (stopsAt === `unsent ${name}`) return never(`${call.sagaId} ${stopsAt}`);
      const outcome = await real.dispatch(command, call);
      return stopsAt === `unanswered ${name}` ? never(`${call.sagaId} ${stopsAt}`) : outcome;
    },
  },
});
for (const { id, stopsAt: _, cancelled, ...trip } of trips) {
  if (role === 'begins') {
    const { traveller, nights, flight, car } = trip;
    await sagas.start(bookTrip, id, { traveller, nights, flight, car });
    if (!cancelled) await sagas.signal(id, approved, { by: trip.traveller });
  } else if (cancelled) await sagas.cancel(id, { by: trip.traveller, reason: 'CHANGED_MY_MIND' });
}
if (role === 'carries on') for (const { id } of trips) console.log(`${id} ${(await sagas.ended(id, 300_000)).state}`);
