import { moment, money, preciseMoment } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { t } from '/assets/console/words.js';

const Nothing = () => html`<p class="soft">${t('There is none.')}</p>`;

const Order = ({ order }) => html`
  <p>
    <b>${order.status}</b> ${order.cancelReason ?? ''}<br />${money(order.totalAmount, order.currency)}:${' '}
    ${order.items.map(({ productId, quantity }) => `${quantity} × ${productId}`).join(', ')}
  </p>
  <ul class="plain">
    ${order.history.map(({ seq, status, at }) => html`<li key=${seq}><span class="number">${preciseMoment(at)}</span> ${status}</li>`)}
  </ul>
`;

const Payment = ({ payment }) => html`
  <p>
    <b>${payment.status}</b> ${payment.declineCode ?? ''}<br />${money(payment.amount, payment.currency)}
    ${payment.refundedAmount ? `, ${t('{amount} of it refunded', { amount: money(payment.refundedAmount, payment.currency) })}` : ''}
    ${
      payment.failedRefundAmount
        ? html`<br /><b class="failure"
              >${t('{amount} was to be given back, and its refund failed', { amount: money(payment.failedRefundAmount, payment.currency) })}</b
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
          <b>${id}</b><br />${t('{available} available, {reserved} reserved, {sold} sold', stock)}
        </li>`,
    )}
  </ul>
`;

const Jobs = ({ jobs }) => html`
  <ul class="plain">
    ${jobs.map(
      ({ id, name, state, attempts, progress, runsAt, failure, log }) =>
        html`<li key=${id} data-job=${id}>
          <a href=${`/admin/queues/queue/sagas/${id}`}>${name}</a>${' '} <b class=${`job-${state}`}>${t(state)}</b
          ><br />
          <span class="soft">${facts({ id, state, attempts, progress, runsAt })}</span>
          ${failure ? html`<br /><span class="failure">${failure}</span>` : ''}
          ${
            log.length
              ? html`<details>
                  <summary>${t('log lines: {count}', { count: log.length })}</summary>
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
    t('job {id}', { id }),
    t('attempts: {count}', { count: attempts }),
    ...(typeof progress === 'number' ? [] : [standing(progress)]),
    ...(state === 'delayed' && runsAt ? [t('runs at {time}', { time: moment(runsAt) })] : []),
  ].join(', ');

const standing = (progress) => {
  const { step, state, reason, done, of, counts = 'steps', waitsFor, deadline } = progress;
  if (of === undefined) return JSON.stringify(progress);
  return [
    t('{done} of {of} {counts}', { done, of, counts: t(counts) }),
    `${state}${reason ? ` ${reason}` : ''}${step ? ` (${step})` : ''}`,
    ...(waitsFor ? [t('waits for {what}', { what: waitsFor })] : []),
    ...(deadline ? [t('deadline {time}', { time: moment(deadline) })] : []),
  ].join(', ');
};

const Card = ({ title, children }) =>
  html`<div>
    <h3>${title}</h3>
    ${children}
  </div>`;

/** What a saga is about and what works on it: its order, payments, stock and queue jobs. A viewer sees no customer's order. */
export const Beside = ({ role, order, payments, products, jobs }) => html`
  <div class="cards">
    ${
      role === 'admin'
        ? html`<${Card} title=${t('Order')}>${order ? html`<${Order} order=${order} />` : html`<${Nothing} />`}<//>
            <${Card} title=${t('Payment')}
              >${payments.length ? payments.map((payment) => html`<${Payment} key=${payment.id} payment=${payment} />`) : html`<${Nothing} />`}<//
            >
            <${Card} title=${t('Stock now')}
              >${products.length ? html`<${Stock} products=${products} />` : html`<${Nothing} />`}<//
            >`
        : ''
    }
    <${Card} title=${t('Jobs')}
      >${jobs.length ? html`<${Jobs} jobs=${jobs} />` : html`<p class="soft">${t('The queue keeps none of it any more.')}</p>`}<//
    >
  </div>
`;
