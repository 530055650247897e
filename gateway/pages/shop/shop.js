import { call } from '/assets/shared/api.js';
import { html, oneAtATime, page } from '/assets/shared/html.js';
import { firstOf } from '/assets/shared/lists.js';
import { asGuest, logIn, logOut, onOtherTab, register, whoIsHere } from '/assets/shop/account.js';
import { CARDS, detailsOf } from '/assets/shop/cards.js';
import { askForLink, setPassword, tokenOfLink } from '/assets/shop/forgotten.js';
import { afterConfirming, cameBackTo } from '/assets/shop/confirming.js';
import { follow, unfollow } from '/assets/shop/follow.js';
import { ADDRESS, placeOnce, unanswered } from '/assets/shop/purchase.js';
import { Page } from '/assets/shop/views.js';
import { choose, ownLanguage, speak } from '/assets/shared/language.js';
import { textOf } from '/assets/shared/problems.js';
import { languages } from '/assets/shop/words.js';

/** How many products are shown at first, and how many more each time; of orders likewise. */
const [SHELF, ORDERS] = [20, 5];
const state = {
  user: null,
  products: [],
  shelf: SHELF,
  moreProducts: false,
  basket: { 'product-1': 1 },
  card: CARDS[0],
  // what was ordered before the page was loaded again and never answered is ready to be asked for once more
  ...unanswered(),
  language: ownLanguage(),
  order: null,
  /** Of the order, as far as they have been read. */
  sagas: [],
  plan: null,
  orders: [],
  shownOrders: ORDERS,
  moreOrders: false,
  busy: false,
  failure: '',
  /** A word for what went well. */
  notice: '',
  /** Of a mail's link, until it was used. */
  token: tokenOfLink(),
};

const act = (work) =>
  oneAtATime(state, (change) => set(change))(async (given) => {
    try {
      await work(given);
    } catch (error) {
      if (error.code !== 'UNAUTHENTICATED') throw new Error(textOf(error, state.language), { cause: error });
      leave();
      throw new Error(languages[state.language].sessionEnded);
    }
  });

const show = (order) => {
  const paying = order.id === state.order?.id && state.order.paying;
  const orders = state.orders.map((known) => (known.id === order.id ? order : known));
  set({ order: { ...order, paying }, orders });
  void readProducts();
};
const showSagas = (sagas) => set({ sagas });
const listOrders = async () => {
  const { items, more } = await firstOf('/api/orders', state.shownOrders);
  set({ orders: items, moreOrders: more });
};
const watch = (order) => {
  set({ order, sagas: [] });
  follow(order.id, show, showSagas);
};
const enter = async (user) => {
  set({ user });
  await listOrders();
};
const leave = () => {
  unfollow();
  set({ user: null, order: null, sagas: [], orders: [], moreOrders: false });
};
/** Shows whose session it is now. What belongs to somebody else is not shown any more. */
const look = async () => {
  const user = await whoIsHere();
  if (user?.id !== state.user?.id) leave();
  if (user) await enter(user);
};

const acts = {
  guest: act(async () => enter(await asGuest(state.language))),
  register: act(async (fields) => enter(await register(fields, state.language))),
  logIn: act(async (fields) => enter(await logIn(fields))),
  askForLink: act(async ({ email }) => {
    set({ notice: '' });
    await askForLink(email);
    set({ notice: 'linkSent' });
  }),
  setPassword: act(async ({ password }) => {
    set({ notice: '' });
    await setPassword(state.token, password).catch((error) => {
      if (error.code !== 'BAD_RESET_TOKEN') throw error;
      set({ token: null });
      throw new Error(languages[state.language].linkOver);
    });
    leave();
    set({ token: null, notice: 'passwordSet' });
  }),
  logOut: act(async () => {
    await logOut();
    location.reload();
  }),
  quantity: (id, quantity) => set({ basket: { ...state.basket, [id]: quantity } }),
  card: (card) => set({ card }),
  open: watch,
  moreProducts: act(async () => {
    const before = state.products.length;
    set({ shelf: state.shelf + SHELF });
    await readProducts();
    focusOn(`.product:nth-child(${before + 1}) input`);
  }),
  moreOrders: act(async () => {
    const before = state.orders.length;
    set({ shownOrders: state.shownOrders + ORDERS });
    await listOrders();
    focusOn(`#orders li:nth-child(${before + 1}) button`);
  }),
  language() {
    const language = state.language === 'en' ? 'ko' : 'en';
    choose(language);
    set({ language });
    // mails are in it as well; should this fail, they stay as they are
    if (state.user) void call('PATCH', '/api/users/me', { language }).catch(() => undefined);
  },
  buy: act(async () => {
    const items = state.products
      .filter(({ id }) => state.basket[id] > 0)
      .map(({ id, price }) => ({ productId: id, quantity: state.basket[id], price }));
    if (items.length === 0) throw new Error(languages[state.language].nothingChosen);
    // while it cannot be known whose session it is, a guest's order could be the second of one intention
    if (!state.user) await enter((await whoIsHere()) ?? (await asGuest(state.language)));
    const basket = Object.fromEntries(items.map(({ productId, quantity }) => [productId, quantity]));
    const order = await placeOnce({ userId: state.user.id, basket, card: state.card }, items, ADDRESS);
    watch({ ...order, paying: Boolean(state.card) });
    // on a phone it stands below what was chosen
    requestAnimationFrame(() => document.getElementById('order')?.scrollIntoView({ block: 'nearest' }));
    await listOrders();
  }),
  pay: act(async (card) => {
    const { id, totalAmount } = state.order;
    set({ order: { ...state.order, paying: true } });
    try {
      const paid = await call('POST', '/api/payments', { orderId: id, amount: totalAmount, ...detailsOf(card) });
      if (paid.nextAction) location.assign(paid.nextAction.url);
    } finally {
      set({ order: { ...state.order, paying: false } });
    }
  }),
  cancel: act(async () => {
    await call('POST', `/api/orders/${state.order.id}/cancel`, {});
    follow(state.order.id, show, showSagas);
  }),
};

/** Where the keyboard goes on after a list has grown: its button may be gone. */
const focusOn = (selector) => requestAnimationFrame(() => document.querySelector(selector)?.focus());

const set = page(state, (now) => html`<${Page} state=${now} acts=${acts} />`);

async function readProducts() {
  try {
    const { items, more } = await firstOf('/api/products', state.shelf);
    set({ products: items, moreProducts: more });
  } catch (error) {
    set({ failure: textOf(error, state.language) });
  }
}

/** What any order goes through, for whoever has none yet. */
async function readPlan() {
  try {
    set({ plan: await call('GET', '/api/order-steps') });
  } catch {
    setTimeout(readPlan, 10_000);
  }
}

async function refresh() {
  if (!document.hidden) await readProducts();
  setTimeout(refresh, 2000);
}

speak(state.language);
void refresh();
void readPlan();
// what cannot be known at the moment is asked again when something is bought
const lookQuietly = () => look().catch(() => undefined);
const openAgain = act(async (id) => state.user && watch(await afterConfirming(id)));
onOtherTab(lookQuietly);
const confirmed = cameBackTo();
void lookQuietly().then(() => confirmed && openAgain(confirmed));
