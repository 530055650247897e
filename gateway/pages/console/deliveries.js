import { html } from '/assets/shared/html.js';
import { Choice, Text } from '/assets/console/fields.js';

const STATUSES = ['', 'PENDING', 'DELIVERED', 'FAILED', 'HELD'];
const COLOURS = { PENDING: 'waiting', DELIVERED: 'ok', FAILED: 'bad', HELD: 'waiting' };
const secondOf = (iso) => iso.slice(0, 19).replace('T', ' ');

const Attempt = ({ attempt: { at, status, error, answer, durationMs } }) => html`
  <li>
    ${secondOf(at)}${' '}<b>${status ?? 'no answer'}</b>${' '}<span class="soft">${durationMs} ms</span>${' '}
    ${error ?? ''}${' '}${answer ? html`<code>${answer}</code>` : ''}
  </li>
`;

const Row = ({ delivery, busy, onReplay }) => html`
  <tr data-delivery=${delivery.id}>
    <td class="number">${secondOf(delivery.createdAt)}</td>
    <td>${delivery.type}</td>
    <td><a href=${`#/sagas/${delivery.subject}`} title=${delivery.subject}>${delivery.subject.slice(-12)}</a></td>
    <td>
      <span class=${`badge ${COLOURS[delivery.status]}`}>${delivery.status}</span>
      ${
        delivery.status === 'PENDING' && delivery.nextAttemptAt
          ? html`<br /><span class="soft">next ${secondOf(delivery.nextAttemptAt)}</span>`
          : ''
      }
    </td>
    <td>
      ${
        delivery.attemptCount
          ? html`<details>
              <summary>${delivery.attemptCount} ${delivery.attemptCount === 1 ? 'attempt' : 'attempts'}</summary>
              <ul class="plain">
                ${delivery.attempts.map((attempt) => html`<${Attempt} key=${attempt.at} attempt=${attempt} />`)}
              </ul>
            </details>`
          : 'none yet'
      }
    </td>
    <td><button disabled=${busy} onClick=${() => onReplay(delivery.id)}>Send again</button></td>
  </tr>
`;

/** What was and is to be sent to the chosen webhook, one by one and all from a time on again. */
export const Deliveries = ({ state, acts }) => html`
  <section aria-label="Deliveries">
    <h2>Deliveries</h2>
    <form class="row" onSubmit=${(event) => event.preventDefault()}>
      <${Choice} label="Status" value=${state.deliveryStatus} options=${STATUSES} onPick=${acts.deliveriesOf} />
      <${Text}
        label="Send again what came since (UTC)"
        type="datetime-local"
        value=${state.replayFrom}
        onType=${acts.setReplayFrom}
      />
      <button disabled=${state.busy || !state.replayFrom} onClick=${acts.replayFrom}>Send all again</button>
      ${state.replayed === null ? '' : html`<p role="status">${state.replayed} are sent again.</p>`}
    </form>
    <div class="scroll">
      <table id="deliveries">
        <thead>
          <tr>
            <th>Made (UTC)</th>
            <th>Event</th>
            <th>Order</th>
            <th>Status</th>
            <th>Attempts</th>
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
    ${state.deliveries.length ? '' : html`<p class="soft">No delivery fits.</p>`}
    ${state.moreDeliveries ? html`<button onClick=${acts.moreDeliveries}>Show more</button>` : ''}
  </section>
`;
