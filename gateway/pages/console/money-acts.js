import { call } from '/assets/shared/api.js';
import { firstOf } from '/assets/shared/lists.js';

const SHOWN = 25;
const NONE = { items: [], more: false };

/** What the view of money shows before it has read anything; `seeing`: the id of what somebody decides about. */
export const NO_MONEY = {
  charges: NONE,
  disputes: NONE,
  failed: NONE,
  chargeState: 'OPEN',
  disputeStatus: '',
  shown: SHOWN,
  seeing: '',
  orderId: '',
  reason: '',
  searching: false,
};

const query = (name, value) => (value === '' ? '' : `?${name}=${value}`);

/** What the view of money reads, and what can be done about it; for administrators. */
export function moneyActs(state, set, act) {
  const change = (more) => set({ money: { ...state.money, ...more } });
  async function readMoney() {
    const { chargeState, disputeStatus, shown } = state.money;
    const [charges, disputes, failed] = await Promise.all([
      firstOf(`/api/unknown-charges${query('state', chargeState)}`, shown),
      firstOf(`/api/disputes${query('status', disputeStatus)}`, shown),
      firstOf('/api/payments?refundFailed=true', shown),
    ]);
    change({ charges, disputes, failed });
  }
  /** Decides about the item that is seen to. */
  const decide = (path, bodyOf) =>
    act(async () => {
      const { seeing, reason, orderId } = state.money;
      await call('POST', path(encodeURIComponent(seeing)), bodyOf({ reason: reason.trim(), orderId: orderId.trim() }));
      change({ seeing: '', reason: '', orderId: '' });
      await readMoney();
    });
  const ofPayment = () => state.money.failed.items.find(({ id }) => id === state.money.seeing);

  return {
    readMoney,
    moneyChange: change,
    moneyFilter: act(async (more) => {
      change({ ...more, shown: SHOWN });
      await readMoney();
    }),
    moreMoney: act(async () => {
      change({ shown: 2 * state.money.shown });
      await readMoney();
    }),
    see: (seeing) => change({ seeing, reason: '', orderId: '' }),
    searchCharges: act(async () => {
      await call('POST', '/api/unknown-charges/search');
      change({ searching: true });
      await readMoney();
    }),
    returnCharge: decide(
      (id) => `/api/unknown-charges/${id}/return`,
      ({ reason }) => ({ reason }),
    ),
    matchCharge: decide(
      (id) => `/api/unknown-charges/${id}/match`,
      ({ reason, orderId }) => ({ orderId, reason }),
    ),
    refundAgain: decide(
      (id) => `/api/payments/${id}/refund`,
      () => ({ amount: ofPayment().failedRefundAmount }),
    ),
    refundedByHand: decide(
      (id) => `/api/payments/${id}/refund-by-hand`,
      ({ reason }) => ({ reason }),
    ),
  };
}
