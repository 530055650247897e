import { span } from '/assets/shared/api.js';
import { ENDED_STATES } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { axis, rowsOf } from '/assets/console/segments.js';
import { said, t } from '/assets/console/words.js';

const LEGEND = {
  done: 'done',
  failed: 'failed or refused',
  rest: 'rest before the next try',
  wait: 'wait',
  undone: 'undone',
};

const KINDS = { undoable: 'can be undone', pivot: 'pivot', retriable: 'retried until done' };

const Bar = ({ parts, place }) => html`
  <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    ${parts.map(({ from, to, what, note }, index) => {
      const left = Math.min(place(from), 99.4);
      const thin = what === 'rest';
      return html`<rect
        key=${index}
        class=${what}
        x=${left}
        width=${Math.max(place(to) - left, 0.6)}
        y=${thin ? 4 : 0}
        height=${thin ? 2 : 10}
      >
        <title>${note}, ${span(to - from)}</title>
      </rect>`;
    })}
  </svg>
`;

const took = (parts) => parts.reduce((sum, { from, to, what }) => sum + (what === 'rest' ? 0 : to - from), 0);

/** A saga's steps on one time axis: each attempt, rest and wait, and in a row of its own each undo. */
export function Timeline({ saga, toScale, onScale }) {
  const drawn = rowsOf(saga, ENDED_STATES.includes(saga.state) ? undefined : Date.now());
  const place = axis(drawn, !toScale);
  const stepOf = (name) => saga.steps.find((step) => step.name === name);
  const line = ({ step, label, phase, parts }) => {
    const { kind, status, attempts, error, undo } = stepOf(step);
    if (phase === 'undo')
      return html`<tr key=${`undo ${step}`} data-undo=${step}>
        <td class="undo">↩ ${t('undo')}</td>
        <td><b class=${undo?.status === 'failing' ? 'bad' : 'undone'}>${undo ? t(undo.status) : ''}</b></td>
        <td class="number">${undo?.attempts ?? ''}</td>
        <td class="number">${span(took(parts))}</td>
        <td><${Bar} parts=${parts} place=${place} /></td>
      </tr>`;
    return html`<tr key=${step} data-step=${step} data-status=${status} class=${error ? 'explained' : ''}>
        <td>${step} <span class="soft">${said(label)} · ${t(KINDS[kind] ?? kind)}</span></td>
        <td><b class=${status}>${t(status)}</b></td>
        <td class="number">${attempts || ''}</td>
        <td class="number">${parts.length ? span(took(parts)) : ''}</td>
        <td><${Bar} parts=${parts} place=${place} /></td>
      </tr>
      ${
        error
          ? html`<tr key=${`why ${step}`}>
              <td colspan="5" class="failure undo">${error}</td>
            </tr>`
          : ''
      }`;
  };
  return html`
    <div class="scroll">
      <table id="steps">
        <thead>
          <tr>
            <th>${t('Step')}</th>
            <th>${t('Status')}</th>
            <th>${t('Tries')}</th>
            <th>${t('Took')}</th>
            <th class="axis">${t('{time} from left to right', { time: span(drawn.end - drawn.from) })}</th>
          </tr>
        </thead>
        <tbody>
          ${drawn.rows.map(line)}
        </tbody>
      </table>
    </div>
    <p class="legend">
      ${Object.entries(LEGEND).map(
        ([what, word]) => html`<span key=${what}><i class=${what} aria-hidden="true"></i> ${t(word)}</span>`,
      )}
      <label class="choice"
        ><input type="checkbox" checked=${toScale} onChange=${(event) => onScale(event.target.checked)} />
        ${t('true to scale')}</label
      >
    </p>
  `;
}
