import { html } from '/assets/shared/html.js';
import { t } from '/assets/console/words.js';

/** A table of money that somebody has to see to; `columns` in English. */
export const Table = ({ id, columns, empty, children, list, acts }) => html`
  <div class="scroll">
    <table id=${id}>
      <thead>
        <tr>
          ${columns.map((column) => html`<th key=${column}>${t(column)}</th>`)}
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${children}
      </tbody>
    </table>
  </div>
  ${list.items.length ? '' : html`<p class="soft">${t(empty)}</p>`}
  ${list.more ? html`<button onClick=${acts.moreMoney}>${t('Show more')}</button>` : ''}
`;

/** A link to the saga of an order; nothing where no order is known. */
export const OrderLink = ({ id }) =>
  id
    ? html`<a href=${`#/sagas/${id}`} title=${id}>${id.slice(-12)}</a>`
    : html`<span class="soft">${t('unknown')}</span>`;

/** The button that opens what can be decided about an item, or closes it. */
export const See = ({ id, what, state, acts }) => html`
  <button
    aria-expanded=${state.money.seeing === id ? 'true' : 'false'}
    aria-label=${`${t('Decide…')} ${what}`}
    onClick=${() => acts.see(state.money.seeing === id ? '' : id)}
  >
    ${t('Decide…')}
  </button>
`;
