import { clock, money } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { Chart } from '/assets/console/chart.js';
import { Timeline } from '/assets/console/timeline.js';

export const STATES = ['RUNNING', 'WAITING', 'COMPENSATING', 'COMPLETED', 'COMPENSATED', 'NEEDS_ATTENTION', 'RESOLVED'];
const TYPES = ['place-order', 'cancel-order'];
const ENDED = ['COMPLETED', 'COMPENSATED', 'RESOLVED'];

const Choice = ({ name, options, value, onPick }) => html`
  <label
    >${name}<br />
    <select aria-label=${name} value=${value} onChange=${(event) => onPick(event.target.value)}>
      <option value="">any</option>
      ${options.map((option) => html`<option key=${option} value=${option}>${option}</option>`)}
    </select>
  </label>
`;

const List = ({ state, acts }) => html`
  <section>
    <h2>Sagas</h2>
    <form class="row" onSubmit=${(event) => event.preventDefault()}>
      <${Choice}
        name="State"
        options=${STATES}
        value=${state.filter.state}
        onPick=${(value) => acts.filter({ state: value })}
      />
      <${Choice}
        name="Type"
        options=${TYPES}
        value=${state.filter.type}
        onPick=${(value) => acts.filter({ type: value })}
      />
      <label
        >Order<br /><input
          value=${state.filter.orderId}
          placeholder="order id"
          onChange=${(event) => acts.filter({ orderId: event.target.value.trim() })}
      /></label>
    </form>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Begun</th>
            <th>Type</th>
            <th>Order</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          ${state.sagas.map(
            (saga) =>
              html`<tr key=${saga.id} class=${saga.id === state.saga?.id ? 'chosen' : ''} data-saga=${saga.id}>
                <td class="number">${clock(saga.createdAt).slice(0, 8)}</td>
                <td>${saga.type}</td>
                <td>
                  <button
                    class="link"
                    title=${saga.orderId}
                    aria-label=${`Open saga ${saga.id}`}
                    onClick=${() => acts.open(saga.id)}
                  >
                    ${saga.orderId.slice(-12)}
                  </button>
                </td>
                <td><span class=${`badge ${saga.state}`}>${saga.state}</span></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${state.sagas.length ? '' : html`<p class="soft">No saga fits.</p>`}
    ${state.nextCursor ? html`<button onClick=${acts.more}>Show more</button>` : ''}
  </section>
`;

const Interventions = ({ state, acts }) => html`
  <h3>Intervene</h3>
  <form class="row" onSubmit=${(event) => event.preventDefault()}>
    <label
      >Reason<br /><input
        required
        maxlength="500"
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
  ${
    state.preview
      ? html`<div role="group" aria-label="Preview">
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
        </div>`
      : ''
  }
`;

const OrderAndPayment = ({ order, payment }) => html`
  <div class="two">
    <div>
      <h3>Order</h3>
      ${
        order
          ? html`<p>
                <b>${order.status}</b> ${order.cancelReason ?? ''}<br />${money(order.totalAmount, order.currency)} for
                ${' '}${order.items.map(({ productId, quantity }) => `${quantity} × ${productId}`).join(', ')}
              </p>
              <ul>
                ${order.history.map(({ seq, status, at }) => html`<li key=${seq}>${clock(at)} ${status}</li>`)}
              </ul>`
          : html`<p class="soft">There is none.</p>`
      }
    </div>
    <div>
      <h3>Payment</h3>
      ${
        payment
          ? html`<p>
              <b>${payment.status}</b> ${payment.declineCode ?? ''}<br />${money(payment.amount, payment.currency)}
              ${payment.card ? ` ${payment.card.brand} •••• ${payment.card.last4}` : ''}
            </p>`
          : html`<p class="soft">There is none.</p>`
      }
    </div>
  </div>
`;

const Saga = ({ state, acts }) => html`
  <section aria-label="Saga">
    <h2>
      ${state.saga.type} <span class=${`badge ${state.saga.state}`} id="state" role="status">${state.saga.state}</span>
    </h2>
    <p class="soft"><code>${state.saga.id}</code></p>
    ${
      state.saga.waiting
        ? html`<p>
            Waits at <b>${state.saga.waiting.step}</b> (${state.saga.waiting.why}) until
            ${clock(state.saga.waiting.until)} UTC.
          </p>`
        : ''
    }
    ${state.saga.failure ? html`<p class="failure">${state.saga.failure.step}: ${state.saga.failure.reason} ${state.saga.failure.detail ?? ''}</p>` : ''}
    <${Timeline} saga=${state.saga} />
    <${OrderAndPayment} order=${state.order} payment=${state.payment} />
    ${ENDED.includes(state.saga.state) ? '' : html`<${Interventions} state=${state} acts=${acts} />`}
    <h3>Audit</h3>
    ${
      state.saga.audit.length
        ? html`<ul id="audit">
            ${state.saga.audit.map(
              ({ at, by, action, reason }) =>
                html`<li key=${at}>
                  ${clock(at)} <b>${action}</b>: ${reason} <span class="soft">by <code>${by}</code></span>
                </li>`,
            )}
          </ul>`
        : html`<p class="soft">Nobody has intervened.</p>`
    }
  </section>
`;

const Health = ({ state, acts }) => html`
  <section>
    <h2>Health</h2>
    <p class="soft">States of the newest ${state.recent.length} sagas</p>
    <div class="row">
      ${STATES.map(
        (name) =>
          html`<button key=${name} onClick=${() => acts.filter({ state: name })}>
            <span class=${name}>${name}</span>${' '}<b class="number"
              >${state.recent.filter((saga) => saga.state === name).length}</b
            >
          </button>`,
      )}
    </div>
    <${Chart} sagas=${state.recent} />
    <h3>Conservation audit</h3>
    <button disabled=${state.busy} onClick=${acts.audit}>Audit now</button>
    <div aria-live="polite">
      ${
        state.invariants
          ? html`<p>
                <b class=${state.invariants.ok ? 'ok' : 'bad'}
                  >${state.invariants.ok ? 'Nothing lost, nothing doubled.' : 'Something does not add up.'}</b
                >
              </p>
              <ul>
                ${state.invariants.checks.map(({ name, ok, detail }) => html`<li key=${name}><b class=${ok ? 'ok' : 'bad'}>${ok ? 'holds' : 'broken'}</b> ${name}: ${detail}</li>`)}
              </ul>`
          : ''
      }
    </div>
  </section>
`;

/** The whole page. */
export const Page = ({ state, acts }) => html`
  <header class="top">
    <h1>Saga console</h1>
    <a href="/admin/queues">Queues</a><a href="/">Shop</a><a href="/docs">API</a>
  </header>
  <main>
    <p role="alert" class="failure">${state.failure}</p>
    <div class="halves">
      <div><${List} state=${state} acts=${acts} /></div>
      <div>
        ${state.saga ? html`<${Saga} state=${state} acts=${acts} />` : html`<section><p>Choose a saga to see its steps.</p></section>`}
        <${Health} state=${state} acts=${acts} />
      </div>
    </div>
  </main>
`;
