import { call } from '/assets/shared/api.js';
import { ADDRESS, placeOnce } from '/assets/shop/purchase.js';

/** Arming faults, and the order that meets them. `readSaga` brings a saga up to date. */
export function faultActs(state, set, act, readSaga) {
  const readFaults = async () => {
    try {
      set({ faults: (await call('GET', '/api/faults')).items });
    } catch (error) {
      if (error.status !== 404) throw error;
      set({ faults: [] });
    }
  };
  return {
    readAll: async () => {
      // a page that has heard that they are off does not ask again
      if (state.faults?.length !== 0) await readFaults();
      if (state.chosen) await readSaga(state.chosen);
    },
    fault: (change) => set({ fault: { ...state.fault, ...change } }),
    card: (card) => set({ card }),
    arm: act(async () => {
      const { process, ...fault } = state.fault;
      await call('POST', `/api/faults/${process}`, fault);
      await readFaults();
    }),
    disarm: act(async () => {
      await call('DELETE', '/api/faults');
      await readFaults();
    }),
    order: act(async () => {
      const basket = { 'product-1': 1 };
      const items = [{ productId: 'product-1', quantity: 1 }];
      const order = await placeOnce({ userId: 'console', basket, card: state.card }, items, ADDRESS);
      location.hash = `#/faults/${order.id}`;
    }),
  };
}
