import { html } from '/assets/shared/html.js';
import { labelIn } from '/assets/console/segments.js';

const Preview = ({ state, acts }) => html`
  <div role="group" aria-label="Preview">
    <p>
      ${state.preview.length ? 'A compensation now would send, in this order:' : 'A compensation now would send nothing.'}
    </p>
    <ol>
      ${state.preview.map(({ step, command }) => html`<li key=${step}>${labelIn(state.saga, step)}: <code>${command}</code></li>`)}
    </ol>
    <div class="row">
      <button class="main" disabled=${state.busy} onClick=${acts.compensate}>Compensate now</button>
      <button onClick=${acts.leave}>Leave it</button>
    </div>
  </div>
`;

const Confirm = ({ state, acts }) => html`
  <div role="group" aria-label="Confirm">
    <p class="failure">${state.confirming.message}</p>
    <div class="row">
      <button class="main" disabled=${state.busy} onClick=${acts.confirm}>Force it all the same</button>
      <button onClick=${acts.leave}>Leave it</button>
    </div>
  </div>
`;

/** Says what came of a step or of its undo, or carries on from it; the reason is that of the form above. */
const Steps = ({ state, acts }) => {
  const open = state.saga.shown?.open ?? [];
  const chosen = open.find(({ step, phase }) => step === state.forcing.step && phase === state.forcing.phase);
  const { step = '', phase = 'step' } = chosen ?? {};
  return html`
    <form class="row" aria-label="One step" onSubmit=${(event) => event.preventDefault()}>
      <label
        >Step or undo<br /><select
          value=${chosen ? `${phase} ${step}` : ''}
          onChange=${(event) => {
            const [of = '', name = ''] = event.target.value.split(' ');
            acts.forcing({ phase: of, step: name });
          }}
        >
          <option value="">choose…</option>
          ${open.map((each) => {
            const value = `${each.phase} ${each.step}`;
            return html`<option key=${value} value=${value}>${each.label.en}</option>`;
          })}
        </select></label
      >
      ${
        phase === 'undo'
          ? ''
          : html`<label class="wide"
              >Reply (JSON)<br /><input
                value=${state.forcing.reply}
                placeholder="{}"
                onInput=${(event) => acts.forcing({ reply: event.target.value })}
            /></label>`
      }
      ${[
        ['Force done', () => acts.force('done')],
        ['Force refused', () => acts.force('refused')],
        ['Restart', acts.restart],
      ].map(
        ([name, act]) =>
          html`<button key=${name} disabled=${state.busy || !state.reason.trim() || !chosen} onClick=${act}>
            ${name}
          </button>`,
      )}
    </form>
    ${state.confirming ? html`<${Confirm} state=${state} acts=${acts} />` : ''}
  `;
};

/** Retry, compensate (with what it would do shown first) and resolve; each with a reason. */
export const Interventions = ({ state, acts }) => html`
  <h3>Intervene</h3>
  <form class="row" onSubmit=${(event) => event.preventDefault()}>
    <label class="wide"
      >Reason<br /><input
        required
        maxlength="500"
        placeholder="kept in the audit"
        value=${state.reason}
        onInput=${(event) => acts.reason(event.target.value)}
    /></label>
    ${['retry', 'compensate', 'resolve'].map(
      (action) =>
        html`<button
          key=${action}
          disabled=${state.busy || !state.reason.trim()}
          onClick=${() => acts.intervene(action)}
        >
          ${action[0].toUpperCase() + action.slice(1)}${action === 'compensate' ? '…' : ''}
        </button>`,
    )}
  </form>
  <p class="soft">
    Resolve ends this saga as it stands. A cancel that was accepted is carried out all the same, by a cancelling saga;
    when that one is resolved, another does what is left. Only a forced “done” counts as done.
  </p>
  <${Steps} state=${state} acts=${acts} />
  ${state.preview ? html`<${Preview} state=${state} acts=${acts} />` : ''}
`;
