import { call } from '/assets/shared/api.js';
import { settled } from '/assets/shop/steps.js';

let stop = () => {};

/** Follows no order any more. */
export const unfollow = () => stop();

/** Follows one order, and no other any more: its event stream says when to read it again, a slow poll adds the payment. */
export function follow(id, show) {
  stop();
  const source = new EventSource(`/api/orders/${id}/events`);
  let timer;
  let over = false;
  stop = () => {
    over = true;
    clearTimeout(timer);
    source.close();
  };
  const read = async () => {
    clearTimeout(timer);
    try {
      const order = await call('GET', `/api/orders/${id}`);
      if (over) return;
      show(order);
      // a confirmed order can still be cancelled: that is read by the slow poll
      if (order.status === 'CANCELLED') return stop();
      if (settled(order)) source.close();
      clearTimeout(timer);
      timer = setTimeout(read, settled(order) ? 3000 : 700);
    } catch {
      if (!over) timer = setTimeout(read, 3000);
    }
  };
  source.addEventListener('message', (event) => {
    const { status } = JSON.parse(event.data);
    if (['CONFIRMED', 'CANCELLED'].includes(status)) source.close();
    void read();
  });
  void read();
}
