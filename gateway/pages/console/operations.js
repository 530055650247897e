import { moment } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { Bulk } from '/assets/console/bulk.js';
import { Choice, Text } from '/assets/console/fields.js';
import { said, t } from '/assets/console/words.js';

// an older orchestrator has no labels
const whatOf = ({ label, type, step, participant }) =>
  said(label) || [type, step, participant].filter(Boolean).join(' / ');

/** Says on every view that something is paused. */
export const PauseBanner = ({ pauses }) =>
  pauses.length
    ? html`<p role="status" id="paused" class="failure">
        ${t('Paused:')} ${pauses.map((pause) => `${whatOf(pause)} (${pause.reason})`).join(', ')}.${' '}
        <a href="#/operations">${t('Operations')}</a>
      </p>`
    : '';

const Pauses = ({ state, acts }) => html`
  <section aria-label=${t('Pauses')}>
    <h2>${t('Pauses')}</h2>
    <p class="soft">${t('While something is paused nothing of it is sent, undos included. Deadlines still hold.')}</p>
    <ul class="plain" id="pauses">
      ${state.pauses.map(
        (pause) =>
          html`<li key=${pause.id}>
            <b>${whatOf(pause)}</b>: ${pause.reason}${' '}
            <span class="soft">${t('since {time} UTC, by {who}', { time: moment(pause.at), who: pause.by })}</span
            >${' '}
            ${
              state.role === 'admin'
                ? html`<button disabled=${state.busy} onClick=${() => acts.resume(pause.id)}>${t('Resume')}</button>`
                : ''
            }
          </li>`,
      )}
    </ul>
    ${state.pauses.length ? '' : html`<p class="soft">${t('Nothing is paused.')}</p>`}
    ${
      state.role === 'admin'
        ? html`<form class="row" onSubmit=${(event) => event.preventDefault()}>
            <${Choice}
              label=${t('Pause')}
              value=${state.pausing.kind}
              options=${['participant', 'step', 'type']}
              nameOf=${t}
              onPick=${(kind) => acts.pausing({ kind })}
            />
            <${Text} label=${t('Name')} value=${state.pausing.name} onType=${(name) => acts.pausing({ name })} />
            <${Text}
              wide
              label=${t('Reason')}
              value=${state.pausing.reason}
              onType=${(reason) => acts.pausing({ reason })}
            />
            <button
              disabled=${state.busy || !state.pausing.name.trim() || !state.pausing.reason.trim()}
              onClick=${acts.pause}
            >
              ${t('Pause it')}
            </button>
          </form>`
        : ''
    }
  </section>
`;

/** What is done to many sagas: pauses, and interventions in bulk. A viewer sees the pauses. */
export const Operations = ({ state, acts }) => html`
  <${Pauses} state=${state} acts=${acts} />
  ${state.role === 'admin' ? html`<${Bulk} state=${state} acts=${acts} />` : ''}
`;
