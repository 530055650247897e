import { moment } from '/assets/shared/api.js';
import { DELIVERY_STATUSES } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { Choice, Text } from '/assets/console/fields.js';
import { t } from '/assets/console/words.js';

const COLOURS = { PENDING: 'waiting', DELIVERED: 'ok', FAILED: 'bad', HELD: 'waiting' };

const Attempt = ({ attempt: { at, status, error, answer, durationMs } }) => html`
  <li>
    ${moment(at)}${' '}<b>${status ?? t('no answer')}</b>${' '}<span class="soft">${durationMs} ms</span>${' '}
    ${error ?? ''}${' '}${answer ? html`<code>${answer}</code>` : ''}
  </li>
`;

const Row = ({ delivery, busy, onReplay }) => html`
  <tr data-delivery=${delivery.id}>
    <td class="number">${moment(delivery.createdAt)}</td>
    <td>${delivery.type}</td>
    <td><a href=${`#/sagas/${delivery.subject}`} title=${delivery.subject}>${delivery.subject.slice(-12)}</a></td>
    <td>
      <span class=${`badge ${COLOURS[delivery.status]}`}>${delivery.status}</span>
      ${
        delivery.status === 'PENDING' && delivery.nextAttemptAt
          ? html`<br /><span class="soft">${t('next {time}', { time: moment(delivery.nextAttemptAt) })}</span>`
          : ''
      }
    </td>
    <td>
      ${
        delivery.attemptCount
          ? html`<details>
              <summary>${t('attempts: {count}', { count: delivery.attemptCount })}</summary>
              <ul class="plain">
                ${delivery.attempts.map((attempt) => html`<${Attempt} key=${attempt.at} attempt=${attempt} />`)}
              </ul>
            </details>`
          : t('none yet')
      }
    </td>
    <td><button disabled=${busy} onClick=${() => onReplay(delivery.id)}>${t('Send again')}</button></td>
  </tr>
`;

/** What was and is to be sent to the chosen webhook, one by one and all from a time on again. */
export const Deliveries = ({ state, acts }) => html`
  <section aria-label=${t('Deliveries')}>
    <h2>${t('Deliveries')}</h2>
    <form class="row" onSubmit=${(event) => event.preventDefault()}>
      <${Choice}
        label=${t('Status')}
        value=${state.deliveryStatus}
        options=${['', ...DELIVERY_STATUSES]}
        onPick=${acts.deliveriesOf}
      />
      <${Text}
        label=${t('Send again what came since (UTC)')}
        type="datetime-local"
        value=${state.replayFrom}
        onType=${acts.setReplayFrom}
      />
      <button disabled=${state.busy || !state.replayFrom} onClick=${acts.replayFrom}>${t('Send all again')}</button>
      ${state.replayed === null ? '' : html`<p role="status">${t('{count} are sent again.', { count: state.replayed })}</p>`}
    </form>
    <div class="scroll">
      <table id="deliveries">
        <thead>
          <tr>
            <th>${t('Made (UTC)')}</th>
            <th>${t('Event')}</th>
            <th>${t('Order')}</th>
            <th>${t('Status')}</th>
            <th>${t('Attempts')}</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${state.deliveries.map(
            (delivery) =>
              html`<${Row} key=${delivery.id} delivery=${delivery} busy=${state.busy} onReplay=${acts.replay} />`,
          )}
        </tbody>
      </table>
    </div>
    ${state.deliveries.length ? '' : html`<p class="soft">${t('No delivery fits: choose another status, or place an order to cause one.')}</p>`}
    ${state.moreDeliveries ? html`<button onClick=${acts.moreDeliveries}>${t('Show more')}</button>` : ''}
  </section>
`;
