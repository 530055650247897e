import { moment, money, preciseMoment } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { actionOf, ConfirmAtBank } from '/assets/shop/confirming.js';
import { CARDS, last4 } from '/assets/shop/cards.js';
import { isUnpaid, sentenceOf, statusOf } from '/assets/shop/status.js';
import { Steps } from '/assets/shop/steps.js';

const PayNow = ({ words, busy, onPay }) => html`
  <form
    class="row"
    onSubmit=${(event) => {
      event.preventDefault();
      onPay(new FormData(event.target).get('card'));
    }}
  >
    <label
      >${words.card}<br />
      <select name="card">
        ${CARDS.map((number) => html`<option key=${number} value=${number}>•••• ${last4(number)}</option>`)}
      </select>
    </label>
    <button class="main" disabled=${busy}>${words.payNow}</button>
  </form>
`;

const History = ({ order, words }) => html`
  <ul class="plain small soft" aria-live="off">
    ${order.history.map(
      ({ seq, status, at, reason }) =>
        html`<li key=${seq}>
          <span class="number">${preciseMoment(at)}</span> ${statusOf({ status }, words)} ${reason ?? ''}
        </li>`,
    )}
  </ul>
`;

/** The order that is watched, step by step; without one, what the steps of any order are, as far as either is known. */
export const Order = ({ order, sagas, plan, words, busy, acts }) => {
  const { explanation } = words;
  return html`
    <section id="order" aria-label=${order ? words.yourOrder : words.how}>
      <h2>${order ? words.yourOrder : words.how}</h2>
      ${
        order
          ? html`<p role="status" aria-live="polite">
              <b id="status">${statusOf(order, words)}</b> ${sentenceOf(order, words)}
            </p>`
          : html`<p>${explanation.map((text, index) => (index % 2 ? html`<b key=${index}>${text}</b>` : text))}</p>`
      }
      ${
        order
          ? html`<${Steps} sagas=${sagas} words=${words} />`
          : html`<${Steps} sagas=${plan ? [plan] : []} isPlan words=${words} />`
      }
      ${
        order
          ? html`${actionOf(order) ? html`<${ConfirmAtBank} action=${actionOf(order)} words=${words} />` : ''}
              ${isUnpaid(order) ? html`<${PayNow} words=${words} busy=${busy} onPay=${acts.pay} />` : ''}
              ${order.status === 'CANCELLED' ? '' : html`<p><button disabled=${busy} onClick=${acts.cancel}>${words.cancel}</button></p>`}
              <p class="soft small"><code>${order.id}</code>, ${money(order.totalAmount, order.currency)}</p>
              <${History} order=${order} words=${words} />
              <details>
                <summary>${words.how}</summary>
                <p>${explanation}</p>
              </details>`
          : ''
      }
    </section>
  `;
};

/** The newest orders of this customer. */
export const Orders = ({ orders, more, words, onOpen, onMore }) => html`
  <section>
    <h2>${words.yourOrders}</h2>
    <ul id="orders" class="plain row">
      ${orders.map(
        (order) =>
          html`<li key=${order.id}>
            <button onClick=${() => onOpen(order)}>
              ${moment(order.createdAt)} ${money(order.totalAmount, order.currency)} ${statusOf(order, words)}
            </button>
          </li>`,
      )}
    </ul>
    ${more ? html`<p><button onClick=${onMore}>${words.moreOrders}</button></p>` : ''}
  </section>
`;
