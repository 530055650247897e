import { call } from '/assets/shared/api.js';

/** Until an order is read again, milliseconds: while its steps change, and while nothing does or nobody can tell. */
const [SOON, LATE] = [700, 3000];
let stop = () => {};

/** Follows no order any more. */
export const unfollow = () => stop();

/**
 * Follows one order, and no other any more: its event stream says when to read it again, a poll adds the payment and the steps. What
 * cannot be read is not shown again. The steps are read after the order, so that those of a cancelled order are not older than its cancel.
 */
export function follow(id, showOrder, showSagas) {
  stop();
  const source = new EventSource(`/api/orders/${id}/events`);
  let timer;
  let over = false;
  let shown = '';
  let pause = SOON;
  stop = () => {
    over = true;
    clearTimeout(timer);
    source.close();
  };
  /** Reads both; answers how long to wait until the next time. */
  const look = async () => {
    const order = await call('GET', `/api/orders/${id}`);
    if (over) return LATE;
    showOrder(order);
    const { ended, sagas } = await call('GET', `/api/orders/${id}/steps`);
    if (over) return LATE;
    showSagas(sagas);
    if (ended) source.close();
    if (ended && order.status === 'CANCELLED') stop();
    const before = shown;
    shown = JSON.stringify(sagas);
    // a confirmed order can still be cancelled by somebody else
    if (ended) return LATE;
    return shown === before ? Math.min(pause * 1.5, LATE) : SOON;
  };
  const read = async () => {
    clearTimeout(timer);
    pause = await look().catch(() => LATE);
    clearTimeout(timer);
    if (!over) timer = setTimeout(read, pause);
  };
  source.addEventListener('message', (event) => {
    const { status } = JSON.parse(event.data);
    if (['CONFIRMED', 'CANCELLED'].includes(status)) source.close();
    void read();
  });
  void read();
}
