import { OPERATOR_LIMITS } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { unitsOf } from '/assets/shared/lengths.js';
import { labelIn } from '/assets/console/labels.js';
import { said, t } from '/assets/console/words.js';

const Preview = ({ state, acts }) => html`
  <div role="group" aria-label=${t('Preview')}>
    <p>
      ${state.preview.length ? t('A compensation now would send, in this order:') : t('A compensation now would send nothing.')}
    </p>
    <ol>
      ${state.preview.map(({ step, command }) => html`<li key=${step}>${labelIn(state.saga, step)}: <code>${command}</code></li>`)}
    </ol>
    <div class="row">
      <button class="main" disabled=${state.busy} onClick=${acts.compensate}>${t('Compensate now')}</button>
      <button onClick=${acts.leave}>${t('Leave it')}</button>
    </div>
  </div>
`;

const Confirm = ({ state, acts }) => html`
  <div role="group" aria-label=${t('Confirm')}>
    <p class="failure">${state.confirming.message}</p>
    <div class="row">
      <button class="main" disabled=${state.busy} onClick=${acts.confirm}>${t('Force it all the same')}</button>
      <button onClick=${acts.leave}>${t('Leave it')}</button>
    </div>
  </div>
`;

/** Says what came of a step or of its undo, or carries on from it; the reason is that of the form above. */
const Steps = ({ state, acts }) => {
  const open = state.saga.shown?.open ?? [];
  const chosen = open.find(({ step, phase }) => step === state.forcing.step && phase === state.forcing.phase);
  const { step = '', phase = 'step' } = chosen ?? {};
  return html`
    <form class="row" aria-label=${t('One step')} onSubmit=${(event) => event.preventDefault()}>
      <label
        >${t('Step or undo')}<br /><select
          value=${chosen ? `${phase} ${step}` : ''}
          onChange=${(event) => {
            const [of = '', name = ''] = event.target.value.split(' ');
            acts.forcing({ phase: of, step: name });
          }}
        >
          <option value="">${t('choose…')}</option>
          ${open.map((each) => {
            const value = `${each.phase} ${each.step}`;
            return html`<option key=${value} value=${value}>${said(each.label)}</option>`;
          })}
        </select></label
      >
      ${
        phase === 'undo'
          ? ''
          : html`<label class="wide"
              >${t('Reply (JSON)')}<br /><input
                value=${state.forcing.reply}
                placeholder="{}"
                onInput=${(event) => acts.forcing({ reply: event.target.value })}
            /></label>`
      }
      ${[
        [t('Force done'), () => acts.force('done')],
        [t('Force refused'), () => acts.force('refused')],
        [t('Restart'), acts.restart],
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
  <h3>${t('Intervene')}</h3>
  <form class="row" onSubmit=${(event) => event.preventDefault()}>
    <label class="wide"
      >${t('Reason')}<br /><input
        required
        maxlength=${unitsOf(OPERATOR_LIMITS.reason)}
        placeholder=${t('kept in the audit')}
        value=${state.reason}
        onInput=${(event) => acts.reason(event.target.value)}
    /></label>
    ${[
      ['retry', t('Retry')],
      ['compensate', t('Compensate…')],
      ['resolve', t('Resolve')],
    ].map(
      ([action, name]) =>
        html`<button
          key=${action}
          disabled=${state.busy || !state.reason.trim()}
          onClick=${() => acts.intervene(action)}
        >
          ${name}
        </button>`,
    )}
  </form>
  <p class="soft">
    ${t('Resolve ends this saga as it stands. A cancel that was accepted is carried out all the same, by a cancelling saga; when that one is resolved, another does what is left. Only a forced “done” counts as done.')}
  </p>
  <${Steps} state=${state} acts=${acts} />
  ${state.preview ? html`<${Preview} state=${state} acts=${acts} />` : ''}
`;
