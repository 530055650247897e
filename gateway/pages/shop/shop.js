import { call } from '/assets/shared/api.js';
import { html, oneAtATime, page } from '/assets/shared/html.js';
import { asGuest, logIn, logOut, register, whoWasHere } from '/assets/shop/account.js';
import { CARDS, detailsOf } from '/assets/shop/cards.js';
import { follow } from '/assets/shop/follow.js';
import { Page } from '/assets/shop/views.js';
import { choose, languages, ownLanguage, speak } from '/assets/shop/words.js';

const ADDRESS = { street: '123 Main St', city: 'Seoul', zipCode: '12345' };
const state = {
  user: null,
  products: [],
  basket: { 'product-1': 1 },
  card: CARDS[0],
  language: ownLanguage(),
  order: null,
  orders: [],
  busy: false,
  failure: '',
};

const act = oneAtATime(state, (change) => set(change));

const show = (order) => {
  const paying = order.id === state.order?.id && state.order.paying;
  const orders = state.orders.map((known) => (known.id === order.id ? order : known));
  set({ order: { ...order, paying }, orders });
  void readProducts();
};
const listOrders = async () => set({ orders: (await call('GET', '/api/orders?limit=5')).items });
const watch = (order) => {
  set({ order });
  follow(order.id, show);
};
const enter = async (user) => {
  set({ user });
  await listOrders();
};

const acts = {
  guest: act(async () => enter(await asGuest())),
  register: act(async (fields) => enter(await register(fields))),
  logIn: act(async (fields) => enter(await logIn(fields))),
  logOut: act(async () => {
    await logOut();
    location.reload();
  }),
  quantity: (id, quantity) => set({ basket: { ...state.basket, [id]: quantity } }),
  card: (card) => set({ card }),
  open: watch,
  language() {
    const language = state.language === 'en' ? 'ko' : 'en';
    choose(language);
    set({ language });
  },
  buy: act(async () => {
    const items = state.products
      .filter(({ id }) => state.basket[id] > 0)
      .map(({ id, price }) => ({ productId: id, quantity: state.basket[id], price }));
    if (items.length === 0) throw new Error(languages[state.language].nothingChosen);
    if (!state.user) await enter(await asGuest());
    const method = state.card ? await call('POST', '/api/payment-methods', detailsOf(state.card)) : undefined;
    const order = await call('POST', '/api/orders', {
      items,
      shippingAddress: ADDRESS,
      ...(method ? { paymentMethodId: method.id } : {}),
    });
    watch({ ...order, paying: Boolean(method) });
    // on a phone it stands below what was chosen
    requestAnimationFrame(() => document.getElementById('order')?.scrollIntoView({ block: 'nearest' }));
    await listOrders();
  }),
  pay: act(async (card) => {
    const { id, totalAmount } = state.order;
    set({ order: { ...state.order, paying: true } });
    try {
      await call('POST', '/api/payments', { orderId: id, amount: totalAmount, ...detailsOf(card) });
    } finally {
      set({ order: { ...state.order, paying: false } });
    }
  }),
  cancel: act(async () => {
    await call('POST', `/api/orders/${state.order.id}/cancel`, {});
    follow(state.order.id, show);
  }),
};

const set = page(state, (now) => html`<${Page} state=${now} acts=${acts} />`);

async function readProducts() {
  try {
    set({ products: (await call('GET', '/api/products')).items });
  } catch (error) {
    set({ failure: error.message });
  }
}

async function refresh() {
  if (!document.hidden) await readProducts();
  setTimeout(refresh, 2000);
}

speak(state.language);
void refresh();
whoWasHere().then(
  (user) => user && enter(user),
  () => undefined,
);
