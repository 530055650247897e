import { saga } from 'saga-engine';
import { airline, hotel, insurer } from './given.js';

/** Version 1 stays until its last saga has ended. */
const bookTripBefore = saga<{ nights: number }>('book-trip', { version: 1 })
  .step('hold-room', {
    command: (s) => hotel.hold({ trip: s.id, nights: s.input.nights }),
    compensate: (s) => hotel.release({ trip: s.id }),
  })
  .pivot('book-flight', { command: (s) => airline.book({ trip: s.id }) })
  .end();

const bookTrip = saga<{ nights: number }>('book-trip', { version: 2 })
  .step('hold-room', {
    command: (s) => hotel.hold({ trip: s.id, nights: s.input.nights }),
    compensate: (s) => hotel.release({ trip: s.id }),
  })
  .step('insure', {
    command: (s) => insurer.insure({ trip: s.id, value: 2 * s.holdRoom.price }),
    compensate: (s) => insurer.cancel({ trip: s.id }),
  })
  .pivot('book-flight', { command: (s) => airline.book({ trip: s.id }) })
  .end();

/** The definitions that the process can run. New sagas use the highest version. */
export const definitions = [bookTripBefore, bookTrip];
