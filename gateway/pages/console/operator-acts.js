import { call } from '/assets/shared/api.js';

/** What can be done to many sagas at once: pauses and bulk operations; `list` brings the list of sagas up to date. */
export function operatorActs(state, set, act, list) {
  const readPauses = async () => set({ pauses: (await call('GET', '/api/sagas/pauses')).items });

  const readAll = async () => {
    await readPauses();
    if (state.bulkRun) set({ bulkRun: await call('GET', `/api/sagas/bulk/${state.bulkRun.id}`) });
  };

  /** The operation as it is sent: the filter of the list, narrowed by step and reason. */
  const wish = () => {
    const { action, reason, step, phase, about, outcome, confirm } = state.bulk;
    const filter = { state: state.filter.state, type: state.filter.type, step, phase, reason: about };
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
    return { action, filter: given, reason: reason.trim(), ...(action === 'force' ? { outcome, confirm } : {}) };
  };

  return {
    readPauses,
    readAll,
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
    bulkChange: (change) => set({ bulk: { ...state.bulk, ...change }, bulkMatched: null }),
    dryRun: act(async () => {
      set({ bulkMatched: (await call('POST', '/api/sagas/bulk', { ...wish(), dryRun: true })).matched });
    }),
    bulkStart: act(async () => {
      const { id } = await call('POST', '/api/sagas/bulk', wish());
      set({ bulkMatched: null, bulkRun: await call('GET', `/api/sagas/bulk/${id}`) });
      await list();
    }),
  };
}
