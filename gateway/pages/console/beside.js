import { clock, money } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';

const Nothing = () => html`<p class="soft">There is none.</p>`;

const Order = ({ order }) => html`
  <p>
    <b>${order.status}</b> ${order.cancelReason ?? ''}<br />${money(order.totalAmount, order.currency)} for${' '}
    ${order.items.map(({ productId, quantity }) => `${quantity} × ${productId}`).join(', ')}
  </p>
  <ul class="plain">
    ${order.history.map(({ seq, status, at }) => html`<li key=${seq}><span class="number">${clock(at)}</span> ${status}</li>`)}
  </ul>
`;

const Payment = ({ payment }) => html`
  <p>
    <b>${payment.status}</b> ${payment.declineCode ?? ''}<br />${money(payment.amount, payment.currency)}
    ${payment.refundedAmount ? `, ${money(payment.refundedAmount, payment.currency)} of it refunded` : ''}
    ${
      payment.failedRefundAmount
        ? html`<br /><b class="failure"
              >${money(payment.failedRefundAmount, payment.currency)} was to be given back, and its refund failed</b
            >`
        : ''
    }
    ${payment.card ? html`<br />${payment.card.brand} •••• ${payment.card.last4}` : ''}
  </p>
`;

const Stock = ({ products }) => html`
  <ul class="plain">
    ${products.map(
      ({ id, stock }) =>
        html`<li key=${id}>
          <b>${id}</b><br />${stock.available} available, ${stock.reserved} reserved, ${stock.sold} sold
        </li>`,
    )}
  </ul>
`;

const Jobs = ({ jobs }) => html`
  <ul class="plain">
    ${jobs.map(
      ({ id, name, state, attempts, progress, runsAt, failure, log }) =>
        html`<li key=${id} data-job=${id}>
          <a href=${`/admin/queues/queue/sagas/${id}`}>${name}</a>${' '} <b class=${`job-${state}`}>${state}</b><br />
          <span class="soft">${facts({ id, state, attempts, progress, runsAt })}</span>
          ${failure ? html`<br /><span class="failure">${failure}</span>` : ''}
          ${
            log.length
              ? html`<details>
                  <summary>log, ${log.length} ${log.length === 1 ? 'line' : 'lines'}</summary>
                  <pre>${log.join('\n')}</pre>
                </details>`
              : ''
          }
        </li>`,
    )}
  </ul>
`;

const facts = ({ id, state, attempts, progress, runsAt }) =>
  [
    `job ${id}`,
    `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    ...(typeof progress === 'number' ? [] : [standing(progress)]),
    ...(state === 'delayed' && runsAt ? [`runs at ${clock(runsAt).slice(0, 8)}`] : []),
  ].join(', ');

const standing = (progress) => {
  const { step, state, reason, done, of, counts = 'steps', waitsFor, deadline } = progress;
  if (of === undefined) return JSON.stringify(progress);
  return [
    `${done} of ${of} ${counts}, ${state}${reason ? ` ${reason}` : ''}${step ? ` at ${step}` : ''}`,
    ...(waitsFor ? [`waits for ${waitsFor}`] : []),
    ...(deadline ? [`deadline ${clock(deadline).slice(0, 8)}`] : []),
  ].join(', ');
};

const Card = ({ title, children }) =>
  html`<div>
    <h3>${title}</h3>
    ${children}
  </div>`;

/** What a saga is about and what works on it: its order, payment, stock and queue jobs. A viewer sees no customer's order. */
export const Beside = ({ role, order, payment, products, jobs }) => html`
  <div class="cards">
    ${
      role === 'admin'
        ? html`<${Card} title="Order">${order ? html`<${Order} order=${order} />` : html`<${Nothing} />`}<//>
            <${Card} title="Payment">${payment ? html`<${Payment} payment=${payment} />` : html`<${Nothing} />`}<//>
            <${Card} title="Stock now"
              >${products.length ? html`<${Stock} products=${products} />` : html`<${Nothing} />`}<//
            >`
        : ''
    }
    <${Card} title="Jobs"
      >${jobs.length ? html`<${Jobs} jobs=${jobs} />` : html`<p class="soft">The queue keeps none of it any more.</p>`}<//
    >
  </div>
`;
