import { Page } from '/assets/console/views.js';
import { call } from '/assets/shared/api.js';
import { html, oneAtATime, page } from '/assets/shared/html.js';

const state = {
  filter: { state: '', type: '', orderId: '' },
  sagas: [],
  recent: [],
  nextCursor: null,
  shown: 25,
  saga: null,
  order: null,
  payment: null,
  reason: '',
  preview: null,
  invariants: null,
  busy: false,
  failure: '',
};

const act = oneAtATime(state, (change) => set(change));

const query = () => new URLSearchParams(Object.entries(state.filter).filter(([, value]) => value !== ''));

async function readList() {
  const asked = query();
  asked.set('limit', String(state.shown));
  const [{ items, nextCursor }, recent] = await Promise.all([
    call('GET', `/api/sagas?${asked}`),
    call('GET', '/api/sagas?limit=100'),
  ]);
  set({ sagas: items, nextCursor: state.shown < 100 ? nextCursor : null, recent: recent.items });
}

async function readSaga(id) {
  const saga = await call('GET', `/api/sagas/${id}`);
  // the order of a saga that has only just begun may not be there yet
  const order = await call('GET', `/api/orders/${saga.orderId}`).catch(() => null);
  if (state.saga && state.saga.id !== id) return;
  set({ saga, order, payment: order?.payment ?? null });
}

const intervene = async (action) => {
  const { id } = state.saga;
  await call('POST', `/api/sagas/${id}/${action}`, { reason: state.reason.trim() });
  set({ reason: '', preview: null });
  await Promise.all([readSaga(id), readList()]);
};

const acts = {
  filter(change) {
    set({ filter: { ...state.filter, ...change }, shown: 25 });
    readList().catch((error) => set({ failure: error.message }));
  },
  more: act(async () => {
    set({ shown: 100 });
    await readList();
  }),
  open: act(async (id) => {
    set({ saga: null, order: null, payment: null, preview: null, reason: '' });
    await readSaga(id);
  }),
  reason: (reason) => set({ reason }),
  leave: () => set({ preview: null }),
  intervene: act(async (action) => {
    if (action !== 'compensate') return intervene(action);
    set({ preview: (await call('GET', `/api/sagas/${state.saga.id}/preview`)).actions });
  }),
  compensate: act(() => intervene('compensate')),
  audit: act(async () => set({ invariants: await call('GET', '/api/invariants') })),
};

const set = page(state, (now) => html`<${Page} state=${now} acts=${acts} />`);

async function refresh() {
  try {
    if (!document.hidden) await Promise.all([readList(), state.saga ? readSaga(state.saga.id) : undefined]);
  } catch (error) {
    if (error.status === 401) return location.reload();
    set({ failure: error.message });
  }
  setTimeout(refresh, 2000);
}

void refresh();
