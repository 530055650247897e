import { BULK_ACTIONS, FORCED_OUTCOMES, OPERATOR_LIMITS, SAGA_STATES, STEP_PHASES } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { Choice, Text } from '/assets/console/fields.js';
import { t } from '/assets/console/words.js';

const sagas = (count) => (count === 1 ? t('1 saga') : t('{count} sagas', { count }));
const about = ({ action, step, phase, outcome }) =>
  [
    t(action),
    step && (phase === 'undo' ? t('undo of {step}', { step }) : step),
    outcome && t('as {outcome}', { outcome: t(outcome) }),
  ]
    .filter(Boolean)
    .join(' ');

const Progress = ({ run }) => {
  const { state, done, failed, matched, unmatched, examples } = run;
  const passed = unmatched > 0 ? `; ${t('{count} no longer matched when their turn came', { count: unmatched })}` : '';
  return html`
    <div id="bulk" role="status">
      <p>
        <b>${about(run)}</b
        >${` ${state}: ${t('{done} done, {failed} failed of {matched}', { done, failed, matched })}${passed}.`}
      </p>
      <progress
        aria-label=${t('How far it is')}
        max=${Math.max(matched, 1)}
        value=${state === 'DONE' ? Math.max(matched, 1) : done + failed}
      />
      ${
        examples.length
          ? html`<p>${t('The first that failed:')}</p>
              <ul class="plain">
                ${examples.map(
                  ({ id, error }) =>
                    html`<li key=${id}><a href=${`#/sagas/${id}`}>${id}</a> <span class="failure">${error}</span></li>`,
                )}
              </ul>`
          : ''
      }
    </div>
  `;
};

const Outcome = ({ bulk, acts }) => html`
  <${Choice}
    label=${t('as')}
    value=${bulk.outcome}
    options=${FORCED_OUTCOMES}
    nameOf=${t}
    onPick=${(outcome) => acts.bulkChange({ outcome })}
  />
  <label class="choice"
    ><input
      type="checkbox"
      checked=${bulk.confirm}
      onChange=${(event) => acts.bulkChange({ confirm: event.target.checked })}
    />
    ${t('also where it might break conservation')}</label
  >
`;

const Filter = ({ filter, types, onChange }) => html`
  <fieldset class="row">
    <legend>${t('Of the sagas that')}</legend>
    <${Choice}
      label=${t('are in state')}
      value=${filter.state}
      options=${['', ...SAGA_STATES]}
      onPick=${(state) => onChange({ state })}
    />
    <${Choice}
      label=${t('are of type')}
      value=${filter.type}
      options=${['', ...Object.keys(types)]}
      nameOf=${(type) => types[type]}
      onPick=${(type) => onChange({ type })}
    />
    <${Text} label=${t('have version')} value=${filter.version} onType=${(version) => onChange({ version })} />
    <${Text}
      label=${t('stand at step')}
      value=${filter.step}
      onType=${(step) => onChange({ step, ...(step ? {} : { phase: '' }) })}
    />
    ${
      filter.step
        ? html`<${Choice}
            label=${t('or its undo')}
            value=${filter.phase}
            options=${['', ...STEP_PHASES]}
            nameOf=${t}
            onPick=${(phase) => onChange({ phase })}
          />`
        : ''
    }
    <${Text}
      label=${t('are stuck for')}
      value=${filter.reason}
      hint=${t('code or words')}
      most=${OPERATOR_LIMITS.soughtReason}
      onType=${(reason) => onChange({ reason })}
    />
    <${Text}
      type="datetime-local"
      label=${t('began after (UTC)')}
      value=${filter.after}
      onType=${(after) => onChange({ after })}
    />
    <${Text}
      type="datetime-local"
      label=${t('began before (UTC)')}
      value=${filter.before}
      onType=${(before) => onChange({ before })}
    />
  </fieldset>
`;

/** Without a filter every saga is meant, which must be said. */
const Every = ({ bulk, acts }) => html`
  <label class="choice"
    ><input type="checkbox" checked=${bulk.all} onChange=${(event) => acts.bulkChange({ all: event.target.checked })} />
    ${t('every saga that has not ended')}
  </label>
`;

/** One intervention in all sagas that a filter matches: counted first, then begun, then watched. */
export const Bulk = ({ state, acts }) => {
  const { bulk, bulkCounted: counted, bulkRun, busy } = state;
  return html`<section aria-label=${t('In bulk')}>
    <h2>${t('In bulk')}</h2>
    <form onSubmit=${(event) => event.preventDefault()}>
      <div class="row">
        <${Choice}
          label=${t('Do')}
          value=${bulk.action}
          options=${BULK_ACTIONS}
          nameOf=${t}
          onPick=${(action) => acts.bulkChange({ action })}
        />
        ${bulk.action === 'force' ? html`<${Outcome} bulk=${bulk} acts=${acts} />` : ''}
      </div>
      <${Filter} filter=${bulk.filter} types=${state.types} onChange=${acts.bulkFilter} />
      ${Object.values(bulk.filter).every((value) => value === '') ? html`<${Every} bulk=${bulk} acts=${acts} />` : ''}
      <div class="row">
        <${Text} wide label=${t('Reason')} value=${bulk.reason} onType=${(reason) => acts.bulkChange({ reason })} />
        <button disabled=${busy || !bulk.reason.trim()} onClick=${acts.dryRun}>${t('Dry run')}</button>
      </div>
    </form>
    ${
      counted
        ? html`<p id="matched">
            ${counted.matched === 1 ? t('1 saga matches.') : t('{count} sagas match.', { count: counted.matched })}${' '}
            <button class="main" disabled=${busy || counted.matched === 0} onClick=${acts.bulkStart}>
              ${t('{action} {sagas}', { action: t(counted.wish.action), sagas: sagas(counted.matched) })}
            </button>
          </p>`
        : ''
    }
    ${bulkRun ? html`<${Progress} run=${bulkRun} />` : ''}
  </section>`;
};
