import Joi from 'joi';
import { hours, participant, saga, signal } from 'saga-engine';

// the commands of the participants; whether they are reached over gRPC, HTTP or in the process does not matter here
interface Hotel {
  hold(request: { trip: string; nights: number }): { hotel: string };
  confirm(request: { trip: string }): void;
  release(request: { trip: string }): void;
}
interface Flight {
  hold(request: { trip: string; flight: string }): { seat: string };
  confirm(request: { trip: string }): { ticket: string };
  release(request: { trip: string }): void;
}
export interface Car {
  hold(request: { trip: string; days: number }): { plate: string };
  confirm(request: { trip: string }): void;
  release(request: { trip: string }): void;
}
const [harbour, central] = [participant<Hotel>('harbour'), participant<Hotel>('central')];
const flight = participant<Flight>('flight');
const car = participant<Car>('car');

export interface Trip {
  traveller: string;
  nights: number;
  flight: string;
  /** Whether to book a car. */
  car: boolean;
}

// with schemas, input from outside is validated, and a host may accept it as JSON
const input = Joi.object<Trip, true>({
  traveller: Joi.string().max(100).required(),
  nights: Joi.number().integer().min(1).max(365).required(),
  flight: Joi.string().max(100).required(),
  car: Joi.boolean().required(),
});

/** The traveller has a day to approve. */
export const approved = signal(Joi.object<{ by: string }, true>({ by: Joi.string().max(100).required() }))('approved');

const walking: Trip = { traveller: 'ann', nights: 2, flight: 'SA1', car: false };

/** Hold a room, a seat and a car at once; once the traveller approves, buy the ticket; from then on everything is confirmed. */
export const bookTrip = saga<Trip>('book-trip', {
  version: 1,
  input,
  within: hours(26),
  correlation: { kind: 'trip' },
  // its input is complete, so an operator of a host may start one, approve for a traveller, and cancel
  forOperators: true,
  // operators see what is booked, but not for whom
  shown: {
    input: ['nights', 'flight', 'car'],
    replies: {
      'hold-hotel': ['hotel'],
      'hold-other-hotel': ['hotel'],
      'hold-flight': ['seat'],
      'hold-car': ['plate'],
      'confirm-flight': ['ticket'],
    },
    words: true,
  },
  examples: [walking, { ...walking, car: true }],
})
  .together('holds', (holds) =>
    holds
      .step('hold-hotel', {
        command: (s) => harbour.hold({ trip: s.id, nights: s.input.nights }),
        compensate: (s) => harbour.release({ trip: s.id }),
      })
      .orElse('hold-other-hotel', {
        command: (s) => central.hold({ trip: s.id, nights: s.input.nights }),
        compensate: (s) => central.release({ trip: s.id }),
      })
      .step('hold-flight', {
        command: (s) => flight.hold({ trip: s.id, flight: s.input.flight }),
        compensate: (s) => flight.release({ trip: s.id }),
      })
      .step('hold-car', {
        unless: (s) => !s.input.car,
        command: (s) => car.hold({ trip: s.id, days: s.input.nights }),
        compensate: (s) => car.release({ trip: s.id }),
      }),
  )
  .waitFor(approved, { within: hours(24), expires: 'NOT_APPROVED' })
  .pivot('confirm-flight', { command: (s) => flight.confirm({ trip: s.id }) })
  .retriable('confirm-hotel', {
    command: (s) => (s.holdOtherHotel ? central : harbour).confirm({ trip: s.id }),
  })
  .retriable('confirm-car', {
    unless: (s) => !s.input.car,
    command: (s) => car.confirm({ trip: s.id }),
  })
  .end();
