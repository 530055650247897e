import { minutes } from '../../dist/core/duration.js';
import { followUp, saga } from '../../dist/core/saga.js';
import { cancelTrip, trips, airline, tripApproved, hotel, type BookTrip } from './small-trip.js';

/** Code that must not compile. Each line is one misuse; a spec runs the compiler over this file. */
const base = saga<BookTrip>('misuses', { version: 1 }).step('create-trip', {
  command: (s) => trips.create({ tripId: s.id, city: s.input.city }),
  compensate: 'nothing',
});
const bare = { compensate: 'nothing' } as const;

// @ts-expect-error a later reply does not exist yet
base.step('x', { command: (s) => hotel.hold({ tripId: s.holdRoom.holdId, city: '' }), ...bare });
// @ts-expect-error every step before the pivot says how it is undone
base.step('x', { command: (s) => hotel.release({ tripId: s.id }) });
// @ts-expect-error a field that the contract does not have
base.step('x', { command: (s) => hotel.release({ booking: s.id }), ...bare });
// @ts-expect-error a field that the contract wants is missing
base.step('x', { command: (s) => hotel.hold({ tripId: s.id }), ...bare });
// @ts-expect-error a field of another type
base.step('x', { command: () => hotel.release({ tripId: 1 }), ...bare });
// @ts-expect-error a method that the contract does not have
base.step('x', { command: (s) => hotel.holdd({ tripId: s.id }), ...bare });
// @ts-expect-error a field that the reply does not have
base.step('x', { command: (s) => hotel.release({ tripId: s.createTrip.total }), ...bare });
// @ts-expect-error a field that the input does not have
base.step('x', { command: (s) => hotel.release({ tripId: s.input.skew }), ...bare });
base.step('hold', {
  command: (s) => hotel.hold({ tripId: s.id, city: '' }),
  // @ts-expect-error its own reply may be missing while it is undone
  compensate: (s) => hotel.release({ tripId: s.hold.holdId }),
});
base.step('hold', {
  command: (s) => hotel.hold({ tripId: s.id, city: '' }),
  // @ts-expect-error an earlier reply may not have reached the journal
  compensate: (s) => trips.cancel({ tripId: s.id, reason: String(s.createTrip.priceMinor) }),
});
// @ts-expect-error there is no failure while going forward
base.step('x', { command: (s) => hotel.release({ tripId: s.failure.reason }), ...bare });
// @ts-expect-error a command is data, not a call
base.step('x', { command: async (s) => hotel.release({ tripId: s.id }), ...bare });
// @ts-expect-error the end comes after the pivot
base.end();
// @ts-expect-error a retriable comes after the pivot
base.retriable('x', { command: (s) => trips.confirm({ tripId: s.id }) });
// @ts-expect-error a wait says how long
base.waitFor(tripApproved, {});

const skippable = base.waitFor(tripApproved, { within: minutes(1), unless: (s) => s.input.preApproved });
// @ts-expect-error the payload is missing when the wait was passed over
skippable.pivot('x', { command: (s) => trips.confirm({ tripId: s.tripApproved.token }) });
const waited = base.waitFor(tripApproved, { within: (s) => minutes(s.createTrip.priceMinor) });
waited.pivot('x', { command: (s) => trips.confirm({ tripId: s.tripApproved.token }) });
// @ts-expect-error a field that the payload does not have
waited.pivot('x', { command: (s) => trips.confirm({ tripId: s.tripApproved.seat }) });

const committed = waited.pivot('confirm-trip', { command: (s) => trips.confirm({ tripId: s.id }) });
// @ts-expect-error no undoable step after the pivot
committed.step('x', { command: (s) => airline.release({ tripId: s.id }), ...bare });
// @ts-expect-error a wait after the pivot says what happens when it runs out
committed.waitFor(tripApproved, { within: 1 });
// @ts-expect-error a wait before the pivot compensates the saga when it runs out
base.waitFor(tripApproved, { within: 1, onExpiry: 'go-on' });
const sealed = base.pivot('seal', { command: (s) => trips.confirm({ tripId: s.id }) });
const wentOn = sealed.waitFor(tripApproved, { within: 1, onExpiry: 'go-on' });
// @ts-expect-error the payload is missing when nothing came
wentOn.retriable('x', { command: (s) => trips.confirm({ tripId: s.tripApproved.token }) });
const asked = sealed.waitFor(tripApproved, { within: 1, onExpiry: 'ask' });
asked.retriable('x', { command: (s) => trips.confirm({ tripId: s.tripApproved.token }) });
const collecting = base.waitFor(tripApproved, { within: 1, collect: 2 });
collecting.pivot('x', { command: (s) => trips.confirm({ tripId: s.tripApproved[0]?.token ?? '' }) });
// @ts-expect-error what is collected is a list
collecting.pivot('x', { command: (s) => trips.confirm({ tripId: s.tripApproved.token }) });
const optional = base.step('hold', {
  unless: (s) => s.input.preApproved,
  command: (s) => hotel.hold({ tripId: s.id, city: '' }),
  ...bare,
});
// @ts-expect-error the reply is missing when the step was left out
optional.pivot('x', { command: (s) => trips.confirm({ tripId: s.hold.holdId }) });
// @ts-expect-error the pivot is never left out
base.pivot('x', { unless: () => true, command: (s) => trips.confirm({ tripId: s.id }) });
// @ts-expect-error another way belongs to a step
waited.orElse('x', { command: (s: { id: string }) => trips.confirm({ tripId: s.id }), ...bare });
const either = base
  .step('hold', { command: (s) => hotel.hold({ tripId: s.id, city: '' }), ...bare })
  .orElse('hold-other', { command: (s) => trips.create({ tripId: s.id, city: '' }), ...bare });
// @ts-expect-error the reply is that of either way
either.pivot('x', { command: (s) => trips.confirm({ tripId: s.hold.holdId }) });
const group = base.together('holds', (holds) =>
  holds
    .step('hold', { command: (s) => hotel.hold({ tripId: s.id, city: '' }), ...bare })
    // @ts-expect-error those sent together do not see each other's replies
    .step('y', { command: (s) => hotel.release({ tripId: s.hold.holdId }), ...bare }),
);
group.pivot('x', { command: (s) => trips.confirm({ tripId: s.hold.holdId }) });
// @ts-expect-error one pivot only
committed.pivot('x', { command: (s) => trips.confirm({ tripId: s.id }) });
// @ts-expect-error nothing from the pivot on is undone
committed.retriable('x', { command: (s) => trips.confirm({ tripId: s.id }), compensate: 'nothing' });
// @ts-expect-error a follow-up takes the input of its saga
committed.end({ onLateCancel: (s) => followUp(cancelTrip, s.id, { booking: s.id }) });
committed.end({ onLateCancel: (s) => followUp(cancelTrip, `${s.id}-cancel`, { tripId: s.cancel.reason }) });
// @ts-expect-error a saga has a version
saga<BookTrip>('x', {});
