import { localParticipants, participant, Refused, saga, startSagas } from 'saga-engine';

// what the participants can do, by type: each command says what it answers
interface Hotel {
  hold(request: { trip: string; nights: number }): { room: number };
  release(request: { trip: string }): void;
}
interface Flight {
  book(request: { trip: string; room: number }): { seat: string };
}
const hotel = participant<Hotel>('hotel');
const flight = participant<Flight>('flight');

// the business: hold a room, then book the flight; without a seat the room is given back
const bookTrip = saga<{ nights: number }>('book-trip', { version: 1 })
  .step('hold-room', {
    command: (s) => hotel.hold({ trip: s.id, nights: s.input.nights }),
    compensate: (s) => hotel.release({ trip: s.id }),
  })
  .pivot('book-flight', { command: (s) => flight.book({ trip: s.id, room: s.holdRoom.room }) })
  .end();

const sagas = await startSagas({
  definitions: [bookTrip],
  participants: localParticipants({
    hotel: { hold: ({ nights }: { nights: number }) => ({ room: nights }), release: () => undefined },
    flight: {
      book: ({ room }: { room: number }) => {
        if (room > 3) throw new Refused('NO_SEAT');
        return { seat: `${room}A` };
      },
    },
  }),
  mongodbUri: process.env['MONGODB_URI']!,
  redisUrl: process.env['REDIS_URL']!,
});
for (const nights of [2, 5]) {
  const { id } = await sagas.start(bookTrip, `trip-${nights}-${Date.now()}`, { nights });
  const { state, steps, failure } = await sagas.ended(id);
  const told = steps.map(({ name, status, undo }) => `${name} ${undo ? 'undone' : status}`).join(', ');
  console.log(`${id} ${state}${failure ? ` (${failure.reason})` : ''}: ${told}`);
}
await sagas.close();
