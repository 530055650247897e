import { OPERATOR_LIMITS } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { unitsOf } from '/assets/shared/lengths.js';
import { t } from '/assets/console/words.js';

/** One of a few, each by what `nameOf` calls it; the empty one means any. */
export const Choice = ({ label, value, options, onPick, nameOf = (option) => option }) => html`
  <label
    >${label}<br /><select value=${value} onChange=${(event) => onPick(event.target.value)}>
      ${options.map((option) => html`<option key=${option} value=${option}>${option ? nameOf(option) : t('any')}</option>`)}
    </select></label
  >
`;

/** A line of text, of at most as many characters. */
export const Text = ({ label, value, onType, wide, hint, type = 'text', most = OPERATOR_LIMITS.reason }) => html`
  <label class=${wide ? 'wide' : ''}
    >${label}<br /><input
      type=${type}
      value=${value}
      maxlength=${unitsOf(most)}
      placeholder=${hint ?? ''}
      onInput=${(event) => onType(event.target.value)}
  /></label>
`;
