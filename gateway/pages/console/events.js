import { span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { Deliveries } from '/assets/console/deliveries.js';
import { Webhooks } from '/assets/console/webhooks.js';

const secondOf = (iso) => iso.slice(0, 19).replace('T', ' ');

const Readers = ({ readers }) => html`
  <figure id="readers">
    <figcaption>Readers</figcaption>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Reader</th>
            <th>Log</th>
            <th>Behind</th>
            <th>Oldest waits</th>
          </tr>
        </thead>
        <tbody>
          ${readers.map(
            ({ reader, source, behind, waitingMs }) =>
              html`<tr key=${`${reader} ${source}`} data-reader=${`${reader} ${source}`}>
                <td>${reader}</td>
                <td>${source}</td>
                <td class="number">${behind}</td>
                <td class="number">${behind ? span(waitingMs) : ''}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>
`;

const Latest = ({ items }) => html`
  <figure id="events">
    <figcaption>Last events</figcaption>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Time (UTC)</th>
            <th>Type</th>
            <th>Order</th>
          </tr>
        </thead>
        <tbody>
          ${items.map(
            ({ id, source, type, subject, time }) =>
              html`<tr key=${`${source} ${id}`} data-event=${type}>
                <td class="number">${secondOf(time)}</td>
                <td>${type}</td>
                <td><a href=${`#/sagas/${subject}`} title=${subject}>${subject.slice(-12)}</a></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${items.length ? '' : html`<p class="soft">No event was told yet.</p>`}
  </figure>
`;

const Mails = ({ mails }) => html`
  <figure id="mails">
    <figcaption>Last mails</figcaption>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Made (UTC)</th>
            <th>About</th>
            <th>State</th>
            <th>Tried</th>
          </tr>
        </thead>
        <tbody>
          ${mails.map(
            (mail) =>
              html`<tr key=${mail.id} data-mail=${mail.id}>
                <td class="number">${secondOf(mail.createdAt)}</td>
                <td>
                  ${mail.kind}${' '}${mail.orderId ? html`<a href=${`#/sagas/${mail.orderId}`}>${mail.orderId.slice(-12)}</a>` : ''}
                </td>
                <td>
                  <span class="badge">${mail.state}</span
                  >${mail.possibleDuplicate ? ' possible duplicate' : ''}${' '}<span class="soft"
                    >${mail.reason ?? ''}</span
                  >
                </td>
                <td class="number">${mail.attempts}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${mails.length ? '' : html`<p class="soft">No mail was made yet.</p>`}
  </figure>
`;

/** What others are told: events with their readers, webhooks with their deliveries, mails. For administrators. */
export const Events = ({ state, acts }) => html`
  <${Webhooks} state=${state} acts=${acts} />
  ${state.chosen ? html`<${Deliveries} state=${state} acts=${acts} />` : ''}
  <section aria-label="Events and mails">
    <h2>Events and mails</h2>
    ${
      state.events
        ? html`<${Readers} readers=${state.events.readers} /><${Latest} items=${state.events.items} />`
        : html`<p>Reading them…</p>`
    }
    <${Mails} mails=${state.mails} />
    <p class="soft">What events look like: <a href="/docs">API</a>, <a href="/asyncapi.json">AsyncAPI</a>.</p>
  </section>
`;
