import { clock } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { STATES } from '/assets/console/list.js';

const whatOf = ({ type, step, participant }) => [type, step, participant].filter(Boolean).join(' / ');

/** Says on every view that something is paused. */
export const PauseBanner = ({ pauses }) =>
  pauses.length
    ? html`<p role="status" id="paused" class="failure">
        Paused: ${pauses.map((pause) => `${whatOf(pause)} (${pause.reason})`).join(', ')}.${' '}
        <a href="#/operations">Operations</a>
      </p>`
    : '';

const Choice = ({ label, value, options, onPick }) => html`
  <label
    >${label}<br /><select value=${value} onChange=${(event) => onPick(event.target.value)}>
      ${options.map((option) => html`<option key=${option} value=${option}>${option || 'any'}</option>`)}
    </select></label
  >
`;

const Text = ({ label, value, onType, wide, hint }) => html`
  <label class=${wide ? 'wide' : ''}
    >${label}<br /><input
      value=${value}
      maxlength="500"
      placeholder=${hint ?? ''}
      onInput=${(event) => onType(event.target.value)}
  /></label>
`;

const Pauses = ({ state, acts }) => html`
  <section aria-label="Pauses">
    <h2>Pauses</h2>
    <p class="soft">While something is paused nothing of it is sent, undos included. Deadlines still hold.</p>
    <ul class="plain" id="pauses">
      ${state.pauses.map(
        (pause) =>
          html`<li key=${pause.id}>
            <b>${whatOf(pause)}</b>: ${pause.reason}
            <span class="soft">since ${clock(pause.at).slice(0, 8)} UTC</span>${' '}
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

const Progress = ({ run }) => html`
  <p id="bulk" role="status">
    <b>${run.action}</b> ${run.state}: ${run.done} done, ${run.failed} failed of ${run.matched}.
    ${run.examples.map(({ id, error }) => html`<br /><a key=${id} href=${`#/sagas/${id}`}>${id.slice(-12)}</a> ${error}`)}
  </p>
`;

const Bulk = ({ state, acts }) => {
  const { action, reason, step, phase, about, outcome, confirm } = state.bulk;
  return html`<section aria-label="In bulk">
    <h2>In bulk</h2>
    <form class="row" onSubmit=${(event) => event.preventDefault()}>
      <${Choice}
        label="Do"
        value=${action}
        options=${['retry', 'compensate', 'resolve', 'force', 'restart']}
        onPick=${(value) => acts.bulkChange({ action: value })}
      />
      ${
        action === 'force'
          ? html`<${Choice}
                label="as"
                value=${outcome}
                options=${['done', 'refused']}
                onPick=${(value) => acts.bulkChange({ outcome: value })}
              />
              <label
                ><br /><input
                  type="checkbox"
                  checked=${confirm}
                  onChange=${(event) => acts.bulkChange({ confirm: event.target.checked })}
                />
                also where it might break conservation</label
              >`
          : ''
      }
      <${Choice}
        label="State"
        value=${state.filter.state}
        options=${['', ...STATES]}
        onPick=${(value) => acts.filter({ state: value })}
      />
      <${Text}
        label="Stands at step"
        value=${step}
        onType=${(value) => acts.bulkChange({ step: value, ...(value ? {} : { phase: '' }) })}
      />
      ${
        step
          ? html`<${Choice}
              label="or its undo"
              value=${phase}
              options=${['', 'step', 'undo']}
              onPick=${(value) => acts.bulkChange({ phase: value })}
            />`
          : ''
      }
      <${Text}
        label="Stuck for"
        value=${about}
        hint="code or words"
        onType=${(value) => acts.bulkChange({ about: value })}
      />
      <${Text} wide label="Reason" value=${reason} onType=${(value) => acts.bulkChange({ reason: value })} />
      <button disabled=${state.busy || !reason.trim()} onClick=${acts.dryRun}>Dry run</button>
    </form>
    ${
      state.bulkMatched === null
        ? ''
        : html`<p id="matched">
            ${state.bulkMatched} sagas match.${' '}
            <button class="main" disabled=${state.busy || state.bulkMatched === 0} onClick=${acts.bulkStart}>
              ${action} all of them
            </button>
          </p>`
    }
    ${state.bulkRun ? html`<${Progress} run=${state.bulkRun} />` : ''}
  </section>`;
};

/** What is done to many sagas: pauses, and interventions in bulk. A viewer sees the pauses. */
export const Operations = ({ state, acts }) => html`
  <${Pauses} state=${state} acts=${acts} />
  ${state.role === 'admin' ? html`<${Bulk} state=${state} acts=${acts} />` : ''}
`;
