import { moment } from '/assets/shared/api.js';
import { EVENT_TYPES, WEBHOOK_LIMITS } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { Text } from '/assets/console/fields.js';
import { t } from '/assets/console/words.js';

const WHY = {
  GONE: 'the receiver answered 410',
  FAILING: 'nothing arrived for three days',
  ADMINISTRATOR: 'by an administrator',
};

const Secret = ({ id, secret, onDone }) => html`
  <p role="status" id="secret">
    ${t('The secret of webhook {id}, shown this once:', { id })} <code>${secret}</code>${' '}
    <button onClick=${onDone}>${t('I have it')}</button>
  </p>
`;

const Row = ({ webhook, state, acts }) => html`
  <tr class=${webhook.id === state.chosen ? 'chosen' : ''} data-webhook=${webhook.id}>
    <td>
      <a href=${`#/events/${webhook.id}`} aria-label=${t('Open webhook {id}', { id: webhook.id })}>${webhook.url}</a>
    </td>
    <td>${webhook.events.join(', ')}</td>
    <td>
      ${
        webhook.disabled
          ? html`<span class="bad">${t('disabled')}</span> ${t('since {time}', { time: moment(webhook.disabledAt) })}:
              ${t(WHY[webhook.disabledReason])}`
          : html`<span class="ok">${t('enabled')}</span>`
      }
      ${
        webhook.secretUnreadable
          ? html`<p class="bad">
              ${t('Deliveries wait: WEBHOOK_KEY_SECRET was changed. Add the former value, or replace the secret.')}
            </p>`
          : ''
      }
      ${
        webhook.formerSecretUntil && new Date(webhook.formerSecretUntil) > new Date()
          ? html`<p class="soft">
              ${t('The former secret signs as well until {time}', { time: moment(webhook.formerSecretUntil) })}
            </p>`
          : ''
      }
    </td>
    <td>
      <button disabled=${state.busy} onClick=${() => acts.enable({ id: webhook.id, disabled: !webhook.disabled })}>
        ${webhook.disabled ? t('Enable') : t('Disable')}</button
      >${' '}
      <button disabled=${state.busy} onClick=${() => acts.rotate(webhook.id)}>${t('Replace the secret')}</button>${' '}
      ${
        state.removing === webhook.id
          ? html`<button disabled=${state.busy} onClick=${() => acts.remove(webhook.id)}>
              ${t('Delete it and its deliveries')}
            </button>`
          : html`<button onClick=${() => acts.askToRemove(webhook.id)}>${t('Delete')}</button>`
      }
    </td>
  </tr>
`;

const Registration = ({ state: { hook, busy }, acts }) => html`
  <form class="row" onSubmit=${(event) => event.preventDefault()}>
    <${Text}
      wide
      label=${t('Address')}
      hint="https://…"
      value=${hook.url}
      most=${WEBHOOK_LIMITS.url}
      onType=${(url) => acts.hook({ url })}
    />
    <label
      >${t('Events (none chosen: all)')}<br /><select
        multiple
        size="4"
        onChange=${(event) => acts.hook({ events: [...event.target.selectedOptions].map(({ value }) => value) })}
      >
        ${EVENT_TYPES.map((type) => html`<option key=${type} value=${type} selected=${hook.events.includes(type)}>${type}</option>`)}
      </select></label
    >
    <button disabled=${busy || !hook.url.trim()} onClick=${acts.register}>${t('Register it')}</button>
  </form>
`;

/** The addresses that are told of events, and what can be done with them. */
export const Webhooks = ({ state, acts }) => html`
  <section aria-label=${t('Webhooks')}>
    <h2>${t('Webhooks')}</h2>
    <p class="soft">${t('Each event is sent to these addresses, signed, and tried again for three days.')}</p>
    ${
      state.newSecret
        ? html`<${Secret} id=${state.newSecret.id} secret=${state.newSecret.secret} onDone=${acts.forgetSecret} />`
        : ''
    }
    <div class="scroll">
      <table id="webhooks">
        <thead>
          <tr>
            <th>${t('Address')}</th>
            <th>${t('Events')}</th>
            <th>${t('State')}</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${state.webhooks.map(
            (webhook) => html`<${Row} key=${webhook.id} webhook=${webhook} state=${state} acts=${acts} />`,
          )}
        </tbody>
      </table>
    </div>
    ${state.webhooks.length ? '' : html`<p class="soft">${t('Nobody is told yet: register an address below.')}</p>`}
    <${Registration} state=${state} acts=${acts} />
  </section>
`;
