import { saga } from 'saga-engine';
import { airline, hotel } from './given.js';

/** Version 1: customers' sagas are running with it. */
const bookTrip = saga<{ nights: number }>('book-trip', { version: 1 })
  .step('hold-room', {
    command: (s) => hotel.hold({ trip: s.id, nights: s.input.nights }),
    compensate: (s) => hotel.release({ trip: s.id }),
  })
  .pivot('book-flight', { command: (s) => airline.book({ trip: s.id }) })
  .end();

/** The definitions that the process can run. New sagas use the highest version. */
export const definitions = [bookTrip];
