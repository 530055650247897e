import { call } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';

/** What the customer has to do at the bank before the payment of an order goes on; undefined when nothing is asked. */
export const actionOf = ({ status, payment }) => (status === 'CANCELLED' ? undefined : payment?.nextAction);

/** The way to the bank's page. */
export const ConfirmAtBank = ({ action, words }) =>
  html`<p><a class="button main" id="confirm-payment" href=${action.url}>${words.confirmPayment}</a></p>`;

/** The order that the customer came back to from the bank's page, which is then no part of the address any more. */
export function cameBackTo() {
  const address = new URL(location.href);
  const order = address.searchParams.get('order');
  address.searchParams.delete('order');
  if (order) history.replaceState(null, '', address);
  return order;
}

/** The order, after its payment was asked for at the provider: what the customer did there may not have come to us yet. */
export async function afterConfirming(id) {
  const order = await call('GET', `/api/orders/${encodeURIComponent(id)}`);
  if (actionOf(order)) await call('POST', `/api/payments/${order.payment.id}/verify`, {});
  return order;
}
