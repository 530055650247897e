import { html } from '/assets/shared/html.js';
import { Bulk } from '/assets/console/bulk.js';
import { Choice, Text } from '/assets/console/fields.js';

const whatOf = ({ type, step, participant }) => [type, step, participant].filter(Boolean).join(' / ');

// with the day: a pause may be old
const minuteOf = (iso) => iso.slice(0, 16).replace('T', ' ');

/** Says on every view that something is paused. */
export const PauseBanner = ({ pauses }) =>
  pauses.length
    ? html`<p role="status" id="paused" class="failure">
        Paused: ${pauses.map((pause) => `${whatOf(pause)} (${pause.reason})`).join(', ')}.${' '}
        <a href="#/operations">Operations</a>
      </p>`
    : '';

const Pauses = ({ state, acts }) => html`
  <section aria-label="Pauses">
    <h2>Pauses</h2>
    <p class="soft">While something is paused nothing of it is sent, undos included. Deadlines still hold.</p>
    <ul class="plain" id="pauses">
      ${state.pauses.map(
        (pause) =>
          html`<li key=${pause.id}>
            <b>${whatOf(pause)}</b>: ${pause.reason}${' '}
            <span class="soft">since ${minuteOf(pause.at)} UTC, by <code>${pause.by}</code></span
            >${' '}
            ${
              state.role === 'admin'
                ? html`<button disabled=${state.busy} onClick=${() => acts.resume(pause.id)}>Resume</button>`
                : ''
            }
          </li>`,
      )}
    </ul>
    ${state.pauses.length ? '' : html`<p class="soft">Nothing is paused.</p>`}
    ${
      state.role === 'admin'
        ? html`<form class="row" onSubmit=${(event) => event.preventDefault()}>
            <${Choice}
              label="Pause"
              value=${state.pausing.kind}
              options=${['participant', 'step', 'type']}
              onPick=${(kind) => acts.pausing({ kind })}
            />
            <${Text} label="Name" value=${state.pausing.name} onType=${(name) => acts.pausing({ name })} />
            <${Text} wide label="Reason" value=${state.pausing.reason} onType=${(reason) => acts.pausing({ reason })} />
            <button
              disabled=${state.busy || !state.pausing.name.trim() || !state.pausing.reason.trim()}
              onClick=${acts.pause}
            >
              Pause it
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
