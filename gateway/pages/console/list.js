import { moment } from '/assets/shared/api.js';
import { SAGA_STATES } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { t } from '/assets/console/words.js';

const Counts = ({ counts, chosen, onPick }) => html`
  <div class="row counts" role="group" aria-label=${t('Sagas by state')}>
    ${SAGA_STATES.map(
      (name) =>
        html`<button key=${name} aria-pressed=${name === chosen} onClick=${() => onPick(name === chosen ? '' : name)}>
          <span class=${name}>${name}</span>${' '}<b class="number" data-count=${name}>${counts[name] ?? 0}</b>
        </button>`,
    )}
  </div>
`;

const isFiltered = (filter) => Object.values(filter).some((value) => value !== '');

/** The newest sagas that fit the filter, with how many there are in each state. */
export const List = ({ state, acts }) => html`
  <section>
    <h2>${t('Sagas')}</h2>
    <${Counts} counts=${state.counts} chosen=${state.filter.state} onPick=${(value) => acts.filter({ state: value })} />
    <form
      class="row"
      role="search"
      onSubmit=${(event) => {
        event.preventDefault();
        acts.find(new FormData(event.target).get('text').trim());
      }}
    >
      <label class="wide"
        >${t('Order, user or saga')}<br /><input
          type="search"
          name="text"
          placeholder="id"
          defaultValue=${state.sought}
      /></label>
      <button>${t('Find')}</button>
      <label
        >${t('Type')}<br />
        <select value=${state.filter.type} onChange=${(event) => acts.filter({ type: event.target.value })}>
          <option value="">${t('any')}</option>
          ${Object.entries(state.types).map(([type, name]) => html`<option key=${type} value=${type}>${name}</option>`)}
        </select>
      </label>
    </form>
    <div class="scroll">
      <table id="sagas">
        <thead>
          <tr>
            <th>${t('Begun')}</th>
            <th>${t('Type')}</th>
            <th>${t('Order')}</th>
            <th>${t('State')}</th>
          </tr>
        </thead>
        <tbody>
          ${state.sagas.map(
            (saga) =>
              html`<tr key=${saga.id} class=${saga.id === state.saga?.id ? 'chosen' : ''} data-saga=${saga.id}>
                <td class="number">${moment(saga.createdAt)}</td>
                <td title=${saga.type}>${state.types[saga.type] ?? saga.type}</td>
                <td>
                  <a
                    href=${`#/sagas/${saga.id}`}
                    title=${saga.orderId}
                    aria-label=${t('Open saga {id}', { id: saga.id })}
                    >${saga.orderId.slice(-12)}</a
                  >
                </td>
                <td><span class=${`badge ${saga.state}`}>${saga.state}</span></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${state.sagas.length ? '' : html`<p class="soft">${isFiltered(state.filter) ? t('No saga fits: choose another state or type, or clear the search.') : t('There is no saga yet: place an order in the shop.')}</p>`}
    ${state.more ? html`<button onClick=${acts.more}>${t('Show more')}</button>` : ''}
  </section>
`;
