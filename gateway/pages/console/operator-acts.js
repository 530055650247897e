import { call } from '/assets/shared/api.js';
import { namesOf } from '/assets/console/labels.js';

/** The operation as it is sent; what is left empty filters nothing. */
function wishOf({ action, reason, outcome, confirm, filter, all }) {
  const { version, after, before, ...rest } = filter;
  const wanted = {
    ...rest,
    // no number is sent as it is, and refused with a message
    version: version === '' || Number.isNaN(Number(version)) ? version : Number(version),
    after: after && `${after}Z`,
    before: before && `${before}Z`,
  };
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ''));
  return {
    action,
    filter: given,
    // left ticked when a filter was chosen later, it means nothing any more
    ...(all && Object.keys(given).length === 0 ? { all } : {}),
    reason: reason.trim(),
    ...(action === 'force' ? { outcome, confirm } : {}),
  };
}

/** What can be done to many sagas at once: pauses and bulk operations. */
export function operatorActs(state, set, act) {
  const readPauses = async () => set({ pauses: (await call('GET', '/api/sagas/pauses')).items });
  const readTypes = async () => {
    const { byType } = await call('GET', '/api/sagas/summary');
    set({ types: namesOf(byType) });
  };
  /** The bulk operation that the address names. */
  const readRun = async () => {
    const id = state.chosen;
    const run = id ? await call('GET', `/api/sagas/bulk/${encodeURIComponent(id)}`) : null;
    if (state.chosen === id) set({ bulkRun: run });
  };

  return {
    readPauses,
    readAll: () => Promise.all([readPauses(), readTypes(), readRun()]),
    pausing: (change) => set({ pausing: { ...state.pausing, ...change } }),
    pause: act(async () => {
      const { kind, name, reason } = state.pausing;
      await call('POST', '/api/sagas/pauses', { [kind]: name.trim(), reason: reason.trim() });
      set({ pausing: { ...state.pausing, name: '', reason: '' } });
      await readPauses();
    }),
    resume: act(async (id) => {
      await call('DELETE', `/api/sagas/pauses/${id}`);
      await readPauses();
    }),
    // what was counted is not what is wanted any more
    bulkChange: (change) => set({ bulk: { ...state.bulk, ...change }, bulkCounted: null }),
    bulkFilter: (change) =>
      set({ bulk: { ...state.bulk, filter: { ...state.bulk.filter, ...change } }, bulkCounted: null }),
    dryRun: act(async () => {
      const asked = state.bulk;
      const wish = wishOf(asked);
      const { matched } = await call('POST', '/api/sagas/bulk', { ...wish, dryRun: true });
      if (state.bulk === asked) set({ bulkCounted: { wish, matched } });
    }),
    bulkStart: act(async () => {
      const { id } = await call('POST', '/api/sagas/bulk', state.bulkCounted.wish);
      set({ bulkCounted: null });
      // in the address, so that a reload goes on showing it
      location.hash = `#/operations/${id}`;
    }),
  };
}
