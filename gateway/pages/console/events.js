import { moment, span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { Deliveries } from '/assets/console/deliveries.js';
import { Webhooks } from '/assets/console/webhooks.js';
import { t } from '/assets/console/words.js';

const Readers = ({ readers }) => html`
  <figure id="readers">
    <figcaption>${t('Readers')}</figcaption>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>${t('Reader')}</th>
            <th>${t('Log')}</th>
            <th>${t('Behind')}</th>
            <th>${t('Oldest waits')}</th>
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
    <figcaption>${t('Last events')}</figcaption>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>${t('Time (UTC)')}</th>
            <th>${t('Type')}</th>
            <th>${t('Order')}</th>
          </tr>
        </thead>
        <tbody>
          ${items.map(
            ({ id, source, type, subject, time }) =>
              html`<tr key=${`${source} ${id}`} data-event=${type}>
                <td class="number">${moment(time)}</td>
                <td>${type}</td>
                <td><a href=${`#/sagas/${subject}`} title=${subject}>${subject.slice(-12)}</a></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${items.length ? '' : html`<p class="soft">${t('No event yet: place an order in the shop.')}</p>`}
  </figure>
`;

const Mails = ({ mails }) => html`
  <figure id="mails">
    <figcaption>${t('Last mails')}</figcaption>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>${t('Made (UTC)')}</th>
            <th>${t('About')}</th>
            <th>${t('State')}</th>
            <th>${t('Tried')}</th>
          </tr>
        </thead>
        <tbody>
          ${mails.map(
            (mail) =>
              html`<tr key=${mail.id} data-mail=${mail.id}>
                <td class="number">${moment(mail.createdAt)}</td>
                <td>
                  ${mail.kind}${' '}${mail.orderId ? html`<a href=${`#/sagas/${mail.orderId}`}>${mail.orderId.slice(-12)}</a>` : ''}
                </td>
                <td>
                  <span class="badge">${mail.state}</span
                  >${mail.possibleDuplicate ? ` ${t('possible duplicate')}` : ''}${' '}<span class="soft"
                    >${mail.reason ?? ''}</span
                  >
                </td>
                <td class="number">${mail.attempts}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${mails.length ? '' : html`<p class="soft">${t('No mail yet: an order that is confirmed or cancelled makes one.')}</p>`}
  </figure>
`;

/** What others are told: events with their readers, webhooks with their deliveries, mails. For administrators. */
export const Events = ({ state, acts }) => html`
  <${Webhooks} state=${state} acts=${acts} />
  ${state.chosen ? html`<${Deliveries} state=${state} acts=${acts} />` : ''}
  <section aria-label=${t('Events and mails')}>
    <h2>${t('Events and mails')}</h2>
    ${
      state.events
        ? html`<${Readers} readers=${state.events.readers} /><${Latest} items=${state.events.items} />`
        : html`<p>${t('Reading them…')}</p>`
    }
    <${Mails} mails=${state.mails} />
    <p class="soft">
      ${t('What events look like:')} <a href="/docs">${t('API')}</a>, <a href="/asyncapi.json">AsyncAPI</a>.
    </p>
  </section>
`;
