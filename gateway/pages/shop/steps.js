import { html } from '/assets/shared/html.js';

const MARKS = { done: '✓', now: '…', waiting: '…', skipped: '–', failed: '✗', undoing: '↩', undone: '↩' };

/** What is said of a step that nobody has begun: how it is undone, or that it is not. */
const undoOf = ({ undo, kind }, words) => {
  if (undo) return words.undo(undo[words.language]);
  return kind === 'wait' ? '' : words.onward;
};

const Step = ({ step, index, isPlan, words }) => {
  const { name, state, label, does, note } = step;
  return html`<li class=${isPlan ? '' : state} data-step=${name} data-state=${isPlan ? 'plan' : state}>
    <span class="mark" aria-hidden="true">${MARKS[state] ?? index + 1}</span>
    <div>
      <b>${label[words.language]}</b> <span class="soft">${does?.[words.language] ?? ''}</span><br />
      ${isPlan ? html`<span class="soft small">${undoOf(step, words)}</span>` : html`<span class="note">${note[words.language]}</span>`}
    </div>
  </li>`;
};

/** The steps of sagas as the orchestrator tells them, in their order; of a plan, what they are. */
export const Steps = ({ sagas, isPlan = false, words }) =>
  sagas.map(
    ({ type, label, steps }, at) => html`
      ${at > 0 ? html`<h3>${label[words.language]}</h3>` : ''}
      <ol key=${`${at} ${type}`} class="steps" aria-label=${at > 0 ? label[words.language] : words.stepsLabel}>
        ${steps.map(
          (step, index) =>
            html`<${Step} key=${step.name} step=${step} index=${index} isPlan=${isPlan} words=${words} />`,
        )}
      </ol>
    `,
  );
