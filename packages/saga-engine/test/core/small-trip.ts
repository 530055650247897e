import type { MethodDefinition } from '@grpc/proto-loader';
import type { Definition } from '../../dist/core/definition.js';
import { minutes, seconds } from '../../dist/core/duration.js';
import { participant } from '../../dist/core/participant.js';
import { followUp, saga, signal } from '../../dist/core/saga.js';

/** A small trip for the engine's tests: contracts, commands, and two sagas. */
interface Ref {
  tripId: string;
}
interface TripsDefinition {
  Create: MethodDefinition<Ref & { city: string }, { priceMinor: number }>;
  Cancel: MethodDefinition<Ref & { reason: string }, object>;
  Confirm: MethodDefinition<Ref, { confirmedAt: number }>;
  MarkCancelled: MethodDefinition<Ref, object>;
}
interface HotelDefinition {
  Hold: MethodDefinition<Ref & { city: string }, { holdId: string }>;
  Release: MethodDefinition<Ref & { holdId?: string }, object>;
  Free: MethodDefinition<Ref, object>;
}
interface AirlineDefinition {
  Hold: MethodDefinition<Ref & { token: string; priceMinor: number }, { seatId: string }>;
  Release: MethodDefinition<Ref, object>;
  Issue: MethodDefinition<Ref & { seatId: string }, object>;
  Return: MethodDefinition<Ref, object>;
}

export const trips = participant<TripsDefinition>('trips');
export const hotel = participant<HotelDefinition>('hotel');
export const airline = participant<AirlineDefinition>('airline');
export const tripApproved = signal<{ token: string }>()('trip-approved');

export interface BookTrip {
  city: string;
  preApproved?: string;
}

export const cancelTrip: Definition<{ tripId: string }> = saga<{ tripId: string }>('cancel-trip', {
  version: 1,
  shown: { words: true },
})
  .retriable('return-ticket', { command: (s) => airline.return({ tripId: s.input.tripId }) })
  .retriable('free-room', { command: (s) => hotel.free({ tripId: s.input.tripId }) })
  .retriable('mark-cancelled', { command: (s) => trips.markCancelled({ tripId: s.input.tripId }) })
  .end({ onResolve: (s) => followUp(cancelTrip, `${s.id}-cancel`, s.input) });

const quickly = { attempts: 3, first: seconds(1), max: seconds(4) };

export const bookTrip = saga<BookTrip>('book-trip', {
  version: 1,
  correlation: { kind: 'trip' },
  shown: { words: true },
})
  .step('create-trip', {
    command: (s) => trips.create({ tripId: s.id, city: s.input.city }),
    compensate: (s) => trips.cancel({ tripId: s.id, reason: s.failure.reason }),
    retry: quickly,
  })
  .step('hold-room', {
    command: (s) => hotel.hold({ tripId: s.id, city: s.input.city }),
    compensate: (s) => hotel.release({ tripId: s.id, ...(s.holdRoom ? { holdId: s.holdRoom.holdId } : {}) }),
    retry: quickly,
  })
  .waitFor(tripApproved, {
    within: minutes(15),
    unless: (s) => s.input.preApproved,
    expires: 'APPROVAL_TIMEOUT',
  })
  .step('hold-seat', {
    command: (s) =>
      airline.hold({
        tripId: s.id,
        token: s.input.preApproved ?? s.tripApproved?.token ?? '',
        priceMinor: s.createTrip.priceMinor,
      }),
    compensate: (s) => airline.release({ tripId: s.id }),
    retry: quickly,
  })
  .pivot('confirm-trip', { command: (s) => trips.confirm({ tripId: s.id }) })
  .retriable('issue-ticket', {
    command: (s) => airline.issue({ tripId: s.id, seatId: s.holdSeat.seatId }),
  })
  .end({ onLateCancel: (s) => followUp(cancelTrip, `${s.id}-cancel`, { tripId: s.id }) });
