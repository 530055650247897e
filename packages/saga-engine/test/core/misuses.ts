import { minutes } from '../../src/core/duration.js';
import { followUp, saga } from '../../src/core/saga.js';
import { cancelOrder, orders, payments, paymentSubmitted, stock, type PlaceOrder } from './shop.js';

/** What must not compile. Each line is the misuse itself; a spec runs the compiler over this file. */
const base = saga<PlaceOrder>('misuses', { version: 1 }).step('create-order', {
  command: (s) => orders.create({ orderId: s.id, sku: s.input.sku }),
  compensate: 'nothing',
});
const bare = { compensate: 'nothing' } as const;

// @ts-expect-error a later reply does not exist yet
base.step('x', { command: (s) => stock.reserve({ orderId: s.reserveStock.holdId, sku: '' }), ...bare });
// @ts-expect-error every step before the pivot says how it is undone
base.step('x', { command: (s) => stock.release({ orderId: s.id }) });
// @ts-expect-error a field that the contract does not have
base.step('x', { command: (s) => stock.release({ order: s.id }), ...bare });
// @ts-expect-error a field that the contract wants is missing
base.step('x', { command: (s) => stock.reserve({ orderId: s.id }), ...bare });
// @ts-expect-error a field of another type
base.step('x', { command: () => stock.release({ orderId: 1 }), ...bare });
// @ts-expect-error a method that the contract does not have
base.step('x', { command: (s) => stock.reserved({ orderId: s.id }), ...bare });
// @ts-expect-error a field that the reply does not have
base.step('x', { command: (s) => stock.release({ orderId: s.createOrder.total }), ...bare });
// @ts-expect-error a field that the input does not have
base.step('x', { command: (s) => stock.release({ orderId: s.input.skew }), ...bare });
base.step('hold', {
  command: (s) => stock.reserve({ orderId: s.id, sku: '' }),
  // @ts-expect-error its own reply may be missing while it is undone
  compensate: (s) => stock.release({ orderId: s.hold.holdId }),
});
base.step('hold', {
  command: (s) => stock.reserve({ orderId: s.id, sku: '' }),
  // @ts-expect-error an earlier reply may not have reached the journal
  compensate: (s) => orders.cancel({ orderId: s.id, reason: String(s.createOrder.totalMinor) }),
});
// @ts-expect-error there is no failure while going forward
base.step('x', { command: (s) => stock.release({ orderId: s.failure.reason }), ...bare });
// @ts-expect-error a command is data, not a call
base.step('x', { command: async (s) => stock.release({ orderId: s.id }), ...bare });
// @ts-expect-error the end comes after the pivot
base.end();
// @ts-expect-error a retriable comes after the pivot
base.retriable('x', { command: (s) => orders.confirm({ orderId: s.id }) });
// @ts-expect-error a wait says how long
base.waitFor(paymentSubmitted, {});

const skippable = base.waitFor(paymentSubmitted, { within: minutes(1), unless: (s) => s.input.savedCard });
// @ts-expect-error the payload is missing when the wait was passed over
skippable.pivot('x', { command: (s) => orders.confirm({ orderId: s.paymentSubmitted.token }) });
const waited = base.waitFor(paymentSubmitted, { within: (s) => minutes(s.createOrder.totalMinor) });
waited.pivot('x', { command: (s) => orders.confirm({ orderId: s.paymentSubmitted.token }) });
// @ts-expect-error a field that the payload does not have
waited.pivot('x', { command: (s) => orders.confirm({ orderId: s.paymentSubmitted.card }) });

const committed = waited.pivot('confirm-order', { command: (s) => orders.confirm({ orderId: s.id }) });
// @ts-expect-error no undoable step after the pivot
committed.step('x', { command: (s) => payments.void({ orderId: s.id }), ...bare });
// @ts-expect-error a wait after the pivot says what happens when it runs out
committed.waitFor(paymentSubmitted, { within: 1 });
// @ts-expect-error a wait before the pivot compensates the saga when it runs out
base.waitFor(paymentSubmitted, { within: 1, onExpiry: 'go-on' });
const sealed = base.pivot('seal', { command: (s) => orders.confirm({ orderId: s.id }) });
const wentOn = sealed.waitFor(paymentSubmitted, { within: 1, onExpiry: 'go-on' });
// @ts-expect-error the payload is missing when nothing came
wentOn.retriable('x', { command: (s) => orders.confirm({ orderId: s.paymentSubmitted.token }) });
const asked = sealed.waitFor(paymentSubmitted, { within: 1, onExpiry: 'ask' });
asked.retriable('x', { command: (s) => orders.confirm({ orderId: s.paymentSubmitted.token }) });
const collecting = base.waitFor(paymentSubmitted, { within: 1, collect: 2 });
collecting.pivot('x', { command: (s) => orders.confirm({ orderId: s.paymentSubmitted[0]?.token ?? '' }) });
// @ts-expect-error what is collected is a list
collecting.pivot('x', { command: (s) => orders.confirm({ orderId: s.paymentSubmitted.token }) });
const optional = base.step('hold', {
  unless: (s) => s.input.savedCard,
  command: (s) => stock.reserve({ orderId: s.id, sku: '' }),
  ...bare,
});
// @ts-expect-error the reply is missing when the step was left out
optional.pivot('x', { command: (s) => orders.confirm({ orderId: s.hold.holdId }) });
// @ts-expect-error the pivot is never left out
base.pivot('x', { unless: () => true, command: (s) => orders.confirm({ orderId: s.id }) });
// @ts-expect-error another way belongs to a step
waited.orElse('x', { command: (s: { id: string }) => orders.confirm({ orderId: s.id }), ...bare });
const either = base
  .step('hold', { command: (s) => stock.reserve({ orderId: s.id, sku: '' }), ...bare })
  .orElse('hold-other', { command: (s) => orders.create({ orderId: s.id, sku: '' }), ...bare });
// @ts-expect-error the reply is that of either way
either.pivot('x', { command: (s) => orders.confirm({ orderId: s.hold.holdId }) });
const group = base.together('holds', (holds) =>
  holds
    .step('hold', { command: (s) => stock.reserve({ orderId: s.id, sku: '' }), ...bare })
    // @ts-expect-error those sent together do not see each other's replies
    .step('y', { command: (s) => stock.release({ orderId: s.hold.holdId }), ...bare }),
);
group.pivot('x', { command: (s) => orders.confirm({ orderId: s.hold.holdId }) });
// @ts-expect-error one pivot only
committed.pivot('x', { command: (s) => orders.confirm({ orderId: s.id }) });
// @ts-expect-error nothing from the pivot on is undone
committed.retriable('x', { command: (s) => orders.confirm({ orderId: s.id }), compensate: 'nothing' });
// @ts-expect-error a follow-up takes the input of its saga
committed.end({ onLateCancel: (s) => followUp(cancelOrder, s.id, { order: s.id }) });
committed.end({ onLateCancel: (s) => followUp(cancelOrder, `${s.id}-cancel`, { orderId: s.cancel.reason }) });
// @ts-expect-error a saga has a version
saga<PlaceOrder>('x', {});
