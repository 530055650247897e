import { participant } from 'saga-engine';

/** The commands of the participants, and their replies. A trip's id names it everywhere. */
interface Hotel {
  hold(request: { trip: string; nights: number }): { price: number };
  release(request: { trip: string }): void;
}
interface Airline {
  book(request: { trip: string }): void;
}
/** Refuses with TOO_EXPENSIVE a trip that costs more than 1,000. */
interface Insurer {
  insure(request: { trip: string; value: number }): { policy: string };
  cancel(request: { trip: string }): void;
}

export const hotel = participant<Hotel>('hotel');
export const airline = participant<Airline>('airline');
export const insurer = participant<Insurer>('insurer');
