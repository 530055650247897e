import { preciseMoment } from '/assets/shared/api.js';
import { ENDED_STATES } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { Beside } from '/assets/console/beside.js';
import { Interventions } from '/assets/console/intervene.js';
import { Journal } from '/assets/console/journal.js';
import { labelIn } from '/assets/console/labels.js';
import { TraceList } from '/assets/console/traces.js';
import { Timeline } from '/assets/console/timeline.js';
import { said, t } from '/assets/console/words.js';

/** What was forced or restarted, as what, whether it was confirmed, and why. */
const aboutOf = ({ step, phase, outcome, confirmed, reason }) => {
  const named = step ? ` ${phase === 'undo' ? t('undo of {step}', { step }) : step}` : '';
  const forced = outcome ? ` ${t('as {outcome}', { outcome: t(outcome) })}` : '';
  return `${named}${forced}${confirmed ? ` (${t('confirmed')})` : ''}: ${reason}`;
};

const Audit = ({ audit }) => html`
  <h3>${t('Audit')}</h3>
  ${
    audit.length
      ? html`<ul id="audit" class="plain">
          ${audit.map(
            (line, index) =>
              html`<li key=${index}>
                <span class="number">${preciseMoment(line.at)}</span> <b>${t(line.action)}</b>${aboutOf(line)}${' '}
                <span class="soft">${t('by')} <code>${line.by}</code></span>
              </li>`,
          )}
        </ul>`
      : html`<p class="soft">${t('Nobody has intervened.')}</p>`
  }
`;

const SagaTraces = ({ traces }) => html`
  <h3>${t('Traces')}</h3>
  ${traces.length ? html`<${TraceList} traces=${traces} />` : html`<p class="soft">${t('No trace of it is kept: TRACE_STORE=on keeps them.')}</p>`}
`;

/** One saga and everything that is known of it. */
export const Saga = ({ state, acts }) => {
  const { saga } = state;
  return html`
    <section aria-label=${t('Saga')}>
      <h2>
        <span title=${saga.type}>${said(saga.shown?.label) || saga.type}</span>${' '}
        <span class=${`badge ${saga.state}`} id="state" role="status">${saga.state}</span>
      </h2>
      <p class="soft"><code>${saga.id}</code></p>
      <p id="situation">
        ${said(saga.shown?.situation)}${saga.waiting?.pause ? html`${' '}<span class="soft">${saga.waiting.why}</span>` : ''}
      </p>
      ${saga.failure ? html`<p class="failure">${labelIn(saga, saga.failure.step)}: ${saga.failure.reason} ${saga.failure.detail ?? ''}</p>` : ''}
      <${Timeline} saga=${saga} toScale=${state.toScale} onScale=${acts.scale} />
      ${ENDED_STATES.includes(saga.state) || state.role !== 'admin' ? '' : html`<${Interventions} state=${state} acts=${acts} />`}
      <${Beside}
        role=${state.role}
        order=${state.order}
        payments=${state.payments}
        products=${state.products}
        jobs=${state.jobs}
      />
      <${Journal} saga=${saga} />
      <${SagaTraces} traces=${state.sagaTraces} />
      <${Audit} audit=${saga.audit} />
    </section>
  `;
};
