import { call } from '/assets/shared/api.js';
import { PAGE_LIMITS } from '/assets/shared/contract.js';
import { firstOf } from '/assets/shared/lists.js';
import { t } from '/assets/console/words.js';

const at = (id, rest = '') => `/api/webhooks/${encodeURIComponent(id)}${rest}`;

/** What the view of events reads, and what can be done with webhooks. */
export function eventActs(state, set, act) {
  const readWebhooks = async () => set({ webhooks: (await firstOf('/api/webhooks', PAGE_LIMITS.most)).items });
  const readDeliveries = async () => {
    const id = state.chosen;
    if (!id) return;
    const filter = state.deliveryStatus ? `?status=${state.deliveryStatus}` : '';
    const { items, more } = await firstOf(at(id, `/deliveries${filter}`), state.deliveriesShown);
    if (state.chosen === id) set({ deliveries: items, moreDeliveries: more });
  };
  const readEvents = async () => set({ events: await call('GET', '/api/events') });
  const readMails = async () => set({ mails: (await call('GET', '/api/mails')).items });

  return {
    readEvents: () => Promise.all([readWebhooks(), readDeliveries(), readEvents(), readMails()]),
    hook: (change) => set({ hook: { ...state.hook, ...change } }),
    register: act(async () => {
      const { url, events } = state.hook;
      const body = { url: url.trim(), events: events.length ? events : ['*'] };
      const made = await call('POST', '/api/webhooks', body);
      set({ newSecret: { id: made.id, secret: made.secret }, hook: { url: '', events: [] } });
      location.hash = `#/events/${made.id}`;
      await readWebhooks();
    }),
    forgetSecret: () => set({ newSecret: null }),
    rotate: act(async (id) => {
      const { secret } = await call('POST', at(id, '/rotate-secret'), {}, crypto.randomUUID());
      set({ newSecret: { id, secret } });
      await readWebhooks();
    }),
    enable: act(async ({ id, disabled }) => {
      await call('PATCH', at(id), { disabled });
      await readWebhooks();
    }),
    remove: act(async (id) => {
      set({ removing: null });
      await call('DELETE', at(id));
      location.hash = '#/events';
      await readWebhooks();
    }),
    askToRemove: (id) => set({ removing: id }),
    replay: act(async (delivery) => {
      await call('POST', at(state.chosen, `/deliveries/${delivery}/replay`), {}, crypto.randomUUID());
      await readDeliveries();
    }),
    replayFrom: act(async () => {
      const from = new Date(`${state.replayFrom}Z`);
      if (Number.isNaN(from.getTime())) throw new Error(t('Say from when on, in UTC.'));
      const path = at(state.chosen, '/replay');
      const { replayed } = await call('POST', path, { from: from.toISOString() }, crypto.randomUUID());
      set({ replayed });
      await readDeliveries();
    }),
    setReplayFrom: (replayFrom) => set({ replayFrom, replayed: null }),
    deliveriesOf: (deliveryStatus) => {
      set({ deliveryStatus });
      void readDeliveries().catch((error) => set({ failure: error.message }));
    },
    moreDeliveries: act(async () => {
      set({ deliveriesShown: state.deliveriesShown + 25 });
      await readDeliveries();
    }),
  };
}
