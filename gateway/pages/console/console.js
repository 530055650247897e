import { call } from '/assets/shared/api.js';
import { PAGE_LIMITS } from '/assets/shared/contract.js';
import { switchLanguage } from '/assets/console/words.js';
import { html, oneAtATime, page } from '/assets/shared/html.js';
import { eventActs } from '/assets/console/event-acts.js';
import { faultActs } from '/assets/console/fault-acts.js';
import { Page } from '/assets/console/page.js';
import { moneyActs, NO_MONEY } from '/assets/console/money-acts.js';
import { operatorActs } from '/assets/console/operator-acts.js';
import { keep, precede } from '/assets/console/samples.js';
import { sagaActs } from '/assets/console/saga-acts.js';

const NO_SAGA = { saga: null, order: null, payments: [], products: [], jobs: [], sagaTraces: [] };
const state = {
  role: 'viewer',
  view: 'sagas',
  chosen: '',
  filter: { state: '', type: '', orderId: '', userId: '' },
  sought: '',
  sagas: [],
  counts: {},
  more: false,
  shown: 25,
  ...NO_SAGA,
  toScale: true,
  reason: '',
  preview: null,
  forcing: { step: '', phase: 'step', reply: '' },
  confirming: null,
  pauses: [],
  pausing: { kind: 'participant', name: '', reason: '' },
  /** What each type of saga is called. */
  types: {},
  bulk: {
    action: 'retry',
    outcome: 'done',
    confirm: false,
    all: false,
    reason: '',
    filter: { state: '', type: '', version: '', step: '', phase: '', reason: '', after: '', before: '' },
  },
  bulkCounted: null,
  bulkRun: null,
  system: null,
  samples: [],
  invariants: null,
  traces: { items: [], store: { enabled: true } },
  trace: null,
  faults: null,
  fault: { process: 'payment-service', at: 'payment.authorize.after', do: 'drop-reply', times: 1, delayMs: 0 },
  events: null,
  mails: [],
  money: NO_MONEY,
  webhooks: [],
  hook: { url: '', events: [] },
  newSecret: null,
  removing: null,
  deliveries: [],
  moreDeliveries: false,
  deliveriesShown: 25,
  deliveryStatus: '',
  replayFrom: '',
  replayed: null,
  card: '4242424242424242',
  busy: false,
  failure: '',
  /** What is wrong with what is read again and again, until it goes well. */
  outage: '',
};

const set = page(state, (now) => html`<${Page} state=${now} acts=${acts} />`);
const act = oneAtATime(state, set);
const sagas = sagaActs(state, set, act);
const operators = operatorActs(state, set, act);
const events = eventActs(state, set, act);
const money = moneyActs(state, set, act);
const faults = faultActs(state, set, act, sagas.read);
const acts = {
  ...sagas,
  ...events,
  ...faults,
  ...operators,
  ...money,
  switchLanguage: () => {
    switchLanguage();
    set({});
  },
  audit: act(async () => set({ invariants: await call('GET', '/api/invariants') })),
};

/** What each view reads again and again. */
const reads = {
  sagas: () => Promise.all([sagas.list(), state.chosen ? sagas.read(state.chosen) : undefined]),
  health: async () => {
    if (!state.invariants) set({ invariants: await call('GET', '/api/invariants') });
  },
  traces: async () => {
    set({ traces: await call('GET', `/api/traces?limit=${PAGE_LIMITS.most}`) });
    if (state.chosen) set({ trace: await call('GET', `/api/traces/${state.chosen}`) });
  },
  faults: faults.readAll,
  operations: operators.readAll,
  money: money.readMoney,
  events: events.readEvents,
};

async function readSystem() {
  const system = await call('GET', '/api/system');
  set({ system, samples: keep(state.samples, system) });
}

/** Once, when the page is opened: an older gateway keeps no history, and the page begins empty. */
async function readHistory() {
  const { items } = await call('GET', '/api/system/history').catch(() => ({ items: [] }));
  set({ samples: precede(items, state.samples) });
}

let timer;
async function refresh() {
  clearTimeout(timer);
  try {
    if (!document.hidden) await Promise.all([reads[state.view](), readSystem(), operators.readPauses()]);
    if (state.outage) set({ outage: '' });
  } catch (error) {
    if (error.status === 401) return location.reload();
    set({ outage: error.message });
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, 2000);
}

/** The address says what is looked at: #/<view>/<id>. */
function go() {
  const [, view = 'sagas', chosen = ''] = location.hash.split('/');
  const known = Object.hasOwn(reads, view) ? view : 'sagas';
  set({
    view: known,
    chosen,
    ...NO_SAGA,
    trace: null,
    preview: null,
    confirming: null,
    reason: '',
    failure: '',
    bulkRun: null,
    deliveries: [],
    removing: null,
    money: NO_MONEY,
    replayed: null,
  });
  void refresh();
}

window.addEventListener('hashchange', go);
void readHistory();
call('GET', '/api/users/me')
  .then(({ role }) => set({ role }))
  .catch((error) => set({ failure: error.message }))
  .finally(go);
