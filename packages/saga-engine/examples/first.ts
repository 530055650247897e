import { localParticipants, participant, Refused, saga, startSagas } from 'saga-engine';

const hotel = {
  hold: ({ nights }: { trip: string; nights: number }) => ({ room: 100 + nights }),
  release: ({ trip }: { trip: string }) => console.log(`${trip}: the room is given back`),
};
const airline = {
  book({ room }: { trip: string; room: number }) {
    if (room > 103) throw new Refused('NO_SEAT');
  },
};
const participants = localParticipants({ hotel, airline });
const [rooms, flights] = [participant<typeof hotel>('hotel'), participant<typeof airline>('airline')];

// hold a room, then book the flight; without a seat the room is given back
const bookTrip = saga<{ nights: number }>('book-trip', { version: 1 })
  .step('hold-room', {
    command: (s) => rooms.hold({ trip: s.id, nights: s.input.nights }),
    compensate: (s) => rooms.release({ trip: s.id }),
  })
  .pivot('book-flight', { command: (s) => flights.book({ trip: s.id, room: s.holdRoom.room }) })
  .end();

const urls = { mongodbUri: process.env['MONGODB_URI']!, redisUrl: process.env['REDIS_URL']! };
const sagas = await startSagas({ definitions: [bookTrip], participants, ...urls });
for (const nights of [2, 5]) {
  const { id } = await sagas.start(bookTrip, `trip-${nights}-${Date.now()}`, { nights });
  console.log(id, (await sagas.ended(id)).state);
}
await sagas.close();
