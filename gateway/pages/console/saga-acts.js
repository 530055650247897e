import { call } from '/assets/shared/api.js';
import { firstOf } from '/assets/shared/lists.js';
import { t } from '/assets/console/words.js';
import { namesOf } from '/assets/console/labels.js';

/** How many sagas are shown at first, and how many more each time. */
const SHOWN = 25;

// what stands beside a saga may be away without the saga being so
const orElse = (otherwise, asked) => asked.catch(() => otherwise);

function asJson(reply) {
  try {
    return JSON.parse(reply);
  } catch {
    throw new Error(t('The reply must be a JSON object, such as {example}.', { example: '{"paymentId":"p1"}' }));
  }
}

/** The order of a saga, its payments and the stock that it is about. */
async function readAbout(orderId) {
  const order = await orElse(null, call('GET', `/api/orders/${orderId}`));
  const ids = [...new Set((order?.items ?? []).map(({ productId }) => productId))].slice(0, 5);
  const products = await Promise.all(ids.map((id) => orElse(null, call('GET', `/api/products/${id}`))));
  const payments = order?.payment ? [order.payment, ...(order.changePayments ?? [])] : [];
  return { order, payments, products: products.filter(Boolean) };
}

/** What can be asked of and done to sagas; `read` and `list` bring the page up to date. */
export function sagaActs(state, set, act) {
  async function list() {
    const asked = new URLSearchParams(Object.entries(state.filter).filter(([, value]) => value !== ''));
    const [{ items, more }, { byState, byType }] = await Promise.all([
      firstOf(`/api/sagas?${asked}`, state.shown),
      call('GET', '/api/sagas/summary'),
    ]);
    set({ sagas: items, counts: byState, types: namesOf(byType), more });
  }

  async function read(id) {
    const [saga, jobs, traces] = await Promise.all([
      call('GET', `/api/sagas/${id}`),
      orElse({ items: [] }, call('GET', `/api/sagas/${id}/jobs`)),
      orElse({ items: [] }, call('GET', `/api/traces?sagaId=${id}`)),
    ]);
    // an order that was undone has a second saga, and its job
    const more =
      saga.orderId === id ? [] : (await orElse({ items: [] }, call('GET', `/api/sagas/${saga.orderId}/jobs`))).items;
    const about = state.role === 'admin' ? await readAbout(saga.orderId) : {};
    if (state.chosen === id)
      set({
        saga,
        jobs: [...jobs.items, ...more.filter((job) => jobs.items.every((own) => own.id !== job.id))],
        sagaTraces: traces.items,
        ...about,
      });
  }

  const intervene = async (action) => {
    const { id } = state.saga;
    await call('POST', `/api/sagas/${id}/${action}`, { reason: state.reason.trim() });
    set({ reason: '', preview: null });
    await Promise.all([read(id), list()]);
  };

  const post = async (action, body) => {
    const { id } = state.saga;
    await call('POST', `/api/sagas/${id}/${action}`, { ...body, reason: state.reason.trim() });
    set({ reason: '', preview: null, confirming: null });
    await Promise.all([read(id), list()]);
  };

  // what might break conservation is asked for again, with the sentence that says why
  const force = async (wish) => {
    const { step, phase, reply } = state.forcing;
    const replied = phase === 'step' && wish.outcome === 'done' && reply.trim() ? { reply: asJson(reply) } : {};
    try {
      await post('force', { step, phase, ...wish, ...replied });
    } catch (error) {
      if (error.code !== 'WOULD_BREAK_CONSERVATION') throw error;
      set({ confirming: { wish, message: error.message } });
    }
  };

  const filter = act(async (change) => {
    set({ filter: { ...state.filter, ...change }, shown: SHOWN });
    await list();
  });

  return {
    list,
    read,
    filter,
    more: act(async () => {
      const before = state.sagas.length;
      // twice as many each time: each page of a hundred is read again and again while it is shown
      set({ shown: 2 * state.shown });
      await list();
      requestAnimationFrame(() => document.querySelector(`#sagas tbody tr:nth-child(${before + 1}) a`)?.focus());
    }),
    /** By order, else by user, else a saga of its own. */
    find: act(async (text) => {
      set({ sought: text, shown: SHOWN, filter: { ...state.filter, orderId: text, userId: '' } });
      await list();
      if (text === '' || state.sagas.length > 0) return;
      set({ filter: { ...state.filter, orderId: '', userId: text } });
      await list();
    }),
    scale: (toScale) => set({ toScale }),
    reason: (reason) => set({ reason }),
    leave: () => set({ preview: null, confirming: null }),
    forcing: (change) => set({ forcing: { ...state.forcing, ...change } }),
    force: act((outcome) => force({ outcome })),
    confirm: act(() => force({ ...state.confirming.wish, confirm: true })),
    restart: act(async () => {
      const { step, phase } = state.forcing;
      await post('restart', { step, phase });
    }),
    intervene: act(async (action) => {
      if (action !== 'compensate') return intervene(action);
      set({ preview: (await call('GET', `/api/sagas/${state.saga.id}/preview`)).actions });
    }),
    compensate: act(() => intervene('compensate')),
  };
}
