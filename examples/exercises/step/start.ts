import { saga } from 'saga-engine';
import { airline, hotel } from './given.js';

/** Version 1: sagas of customers are under way with it. */
const bookTrip = saga<{ nights: number }>('book-trip', { version: 1 })
  .step('hold-room', {
    command: (s) => hotel.hold({ trip: s.id, nights: s.input.nights }),
    compensate: (s) => hotel.release({ trip: s.id }),
  })
  .pivot('book-flight', { command: (s) => airline.book({ trip: s.id }) })
  .end();

/** What the process can run. New sagas begin with the highest version. */
export const definitions = [bookTrip];
