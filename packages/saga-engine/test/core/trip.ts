import type { Definition } from '../../dist/core/definition.js';
import { hours, minutes } from '../../dist/core/duration.js';
import { participant } from '../../dist/core/participant.js';
import { followUp, saga, signal } from '../../dist/core/saga.js';

interface Hotels {
  hold(request: { trip: string; hotel: string }): { hotel: string; room: number };
  release(request: { trip: string; hotel: string; why: string }): void;
  confirm(request: { trip: string; hotel: string }): void;
}
interface Flights {
  hold(request: { trip: string }): { seat: string };
  release(request: { trip: string; why?: string }): void;
  confirm(request: { trip: string; seat: string }): { ticket: string };
  giveBack(request: { trip: string }): void;
}
interface Cars {
  hold(request: { trip: string }): { plate: string };
  release(request: { trip: string; plate?: string }): void;
  confirm(request: { trip: string; plate: string }): void;
}

const hotels = participant<Hotels>('hotels');
const flights = participant<Flights>('flights');
const cars = participant<Cars>('cars');
export const approved = signal<{ by: string }>()('approved');
export const checkedIn = signal<{ desk: number }>()('checked-in');
export const wish = signal<{ wish: string }>()('wish');

export interface Trip {
  hotels: readonly [string, string];
  travellers: number;
  car: boolean;
}

export const cancelTrip = saga<{ trip: string }>('cancel-trip', { version: 1 })
  .retriable('give-back-flight', { command: (s) => flights.giveBack({ trip: s.input.trip }) })
  .end();

/** A trip with all parts of the language: alternatives, optional steps, a group, and waits before and after the pivot. */
export const bookTrip: Definition<Trip> = saga<Trip>('book-trip', { version: 1, within: hours(48) })
  .together('holds', (holds) =>
    holds
      .step('hold-hotel', {
        command: (s) => hotels.hold({ trip: s.id, hotel: s.input.hotels[0] }),
        compensate: (s) => hotels.release({ trip: s.id, hotel: s.input.hotels[0], why: s.failure.reason }),
      })
      .orElse('hold-other-hotel', {
        command: (s) => hotels.hold({ trip: s.id, hotel: s.input.hotels[1] }),
        compensate: (s) => hotels.release({ trip: s.id, hotel: s.input.hotels[1], why: s.failure.reason }),
      })
      .step('hold-flight', {
        command: (s) => flights.hold({ trip: s.id }),
        compensate: (s) => flights.release({ trip: s.id }),
      })
      .step('hold-car', {
        unless: (s) => !s.input.car,
        command: (s) => cars.hold({ trip: s.id }),
        compensate: (s) => cars.release({ trip: s.id, ...(s.holdCar ? { plate: s.holdCar.plate } : {}) }),
      }),
  )
  .waitFor(approved, { within: hours(24), collect: (s) => s.input.travellers, expires: 'NOT_APPROVED' })
  .pivot('confirm-flight', { command: (s) => flights.confirm({ trip: s.id, seat: s.holdFlight.seat }) })
  .together('confirmations', (rest) =>
    rest
      .retriable('confirm-hotel', { command: (s) => hotels.confirm({ trip: s.id, hotel: s.holdHotel.hotel }) })
      .retriable('confirm-car', {
        unless: (s) => s.holdCar === undefined,
        command: (s) => cars.confirm({ trip: s.id, plate: s.holdCar?.plate ?? '' }),
      }),
  )
  .waitFor(wish, { within: minutes(30), onExpiry: 'go-on', collect: Infinity })
  .waitFor(checkedIn, { within: hours(24), onExpiry: 'ask' })
  .retriable('issue-ticket', {
    command: (s) =>
      flights.confirm({ trip: s.id, seat: `${s.confirmFlight.ticket}-${s.checkedIn.desk}-${s.wish.length}` }),
  })
  .end({ onLateCancel: (s) => followUp(cancelTrip, `${s.id}-cancel`, { trip: s.id }) });

/** The replies of the participants of a trip, by step. */
export const replies = {
  'hold-hotel': { hotel: 'ritz', room: 7 },
  'hold-other-hotel': { hotel: 'ibis', room: 8 },
  'hold-flight': { seat: '4A' },
  'hold-car': { plate: 'X1' },
  'confirm-flight': { ticket: 'T9' },
};
