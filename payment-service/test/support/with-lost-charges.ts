import type { AnyJson, JsonObject } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { paymentIdOf } from '../../dist/domain/ids.js';
import type { RunningProcess } from './process.js';
import { APPROVED, startStand, type Stand } from './stand.js';

export const ADMIN = { user: 'admin', role: 'admin' } as const;
export const REASON = { reason: 'restored to Monday' };
export const WITHIN = 60_000;

/** Has payment-service run during the tests of the enclosing `describe`, and loses payments whose charge its provider knows. */
export function withLostCharges() {
  let stand: Stand;
  const running: RunningProcess[] = [];
  before(async () => {
    stand = await startStand();
  });
  after(async () => {
    await Promise.all(running.map((each) => each.kill()));
    await stand?.stop();
  });

  const payments = () => stand.database.collection<{ _id: string } & Record<string, unknown>>('payments');
  const authorize = async (orderId = stand.order(), details = APPROVED) => {
    const paymentMethodId = await stand.method(details);
    const payment = { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' };
    await stand.commands.call('Authorize', payment);
    return orderId;
  };
  /** Charges an order as `how` says, then loses its payment so that the charge is listed; returns the order's id. */
  const lost = async (how: { held?: boolean; details?: typeof APPROVED } = {}): Promise<string> => {
    const orderId = await authorize(undefined, how.details);
    if (!how.held) await stand.commands.call('Capture', { orderId });
    await payments().deleteOne({ _id: paymentIdOf(orderId) });
    await stand.app.findCharges();
    return orderId;
  };
  const chargeOf = async (orderId: string) => {
    const { body } = await stand.call('GET', `/api/unknown-charges?orderId=${orderId}`, undefined, ADMIN);
    return body['items'][0] as JsonObject;
  };
  const ask = async (orderId: string, action: 'return' | 'match', body: object, key?: string) => {
    const { id } = await chargeOf(orderId);
    return stand.call('POST', `/api/unknown-charges/${id}/${action}`, body, { ...ADMIN, ...(key ? { key } : {}) });
  };
  const becomes = (orderId: string, state: string) =>
    until<JsonObject>(
      `the charge is ${state}`,
      async () => {
        const charge = await chargeOf(orderId);
        return charge['state'] === state ? charge : undefined;
      },
      WITHIN,
    );
  const moved = async (orderId: string) =>
    (await stand.books(paymentIdOf(orderId))).movements.map(
      ({ type, amountMinor }: AnyJson) => `${type} ${amountMinor}`,
    );

  return {
    get stand() {
      return stand;
    },
    /** The processes that a test started; they are killed after the last test. */
    running,
    payments,
    authorize,
    lost,
    chargeOf,
    ask,
    becomes,
    moved,
  };
}
