import { html } from '/assets/shared/html.js';

const Preview = ({ state, acts }) => html`
  <div role="group" aria-label="Preview">
    <p>
      ${state.preview.length ? 'A compensation now would send, in this order:' : 'A compensation now would send nothing.'}
    </p>
    <ol>
      ${state.preview.map(({ step, command }) => html`<li key=${step}>${step}: <code>${command}</code></li>`)}
    </ol>
    <div class="row">
      <button class="main" disabled=${state.busy} onClick=${acts.compensate}>Compensate now</button>
      <button onClick=${acts.leave}>Leave it</button>
    </div>
  </div>
`;

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
  ${state.preview ? html`<${Preview} state=${state} acts=${acts} />` : ''}
`;
