import { FAULT_LIMITS } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { Timeline } from '/assets/console/timeline.js';
import { CARDS, last4 } from '/assets/shop/cards.js';
import { languages } from '/assets/shop/words.js';
import { inLanguage, t } from '/assets/console/words.js';

const EFFECTS = {
  error: 'error: a definite no',
  unavailable: 'unavailable: not now',
  delay: 'delay: late',
  hang: 'hang: no answer',
  'drop-reply': 'drop-reply: done, but the answer is lost',
  crash: 'crash: the process dies at once',
};
const TRY = [
  { title: 'The bank’s yes is lost', process: 'payment-service', at: 'payment.authorize.after', do: 'drop-reply' },
  { title: 'The stock is refused', process: 'order-service', at: 'order.reserve.before', do: 'error' },
  {
    title: 'Capture fails three times',
    process: 'payment-service',
    at: 'payment.capture.before',
    do: 'unavailable',
    times: 3,
  },
  { title: 'Payments die after authorising', process: 'payment-service', at: 'payment.authorize.after', do: 'crash' },
  {
    title: 'The orchestrator dies before it can write',
    process: 'saga-orchestrator',
    at: 'orchestrator.journal-append.before',
    do: 'crash',
  },
];

const Select = ({ name, value, options, onPick }) => html`
  <label
    >${name}<br />
    <select value=${value} onChange=${(event) => onPick(event.target.value)}>
      ${options.map(([option, text]) => html`<option key=${option} value=${option}>${text}</option>`)}
    </select>
  </label>
`;
const same = (names) => names.map((name) => [name, name]);

const Number = ({ name, value, most, onPick }) => html`
  <label
    >${name}<br /><input
      type="number"
      min="0"
      max=${most}
      value=${value}
      onInput=${(event) => onPick(event.target.valueAsNumber || 0)}
  /></label>
`;

const Arming = ({ state, acts }) => {
  const { fault, faults, busy } = state;
  const points = faults.find(({ process }) => process === fault.process)?.points ?? [];
  const armed = faults.flatMap((each) => each.armed.map((one) => ({ ...one, process: each.process })));
  return html`
    <h2>${t('1. Choose what goes wrong')}</h2>
    <div class="row">
      ${TRY.map(
        ({ title, ...fields }) =>
          html`<button key=${title} onClick=${() => acts.fault({ times: 1, delayMs: 0, ...fields })}>
            ${t(title)}
          </button>`,
      )}
    </div>
    <form
      class="row"
      onSubmit=${(event) => {
        event.preventDefault();
        acts.arm();
      }}
    >
      <${Select}
        name=${t('Process')}
        value=${fault.process}
        options=${same(faults.map(({ process }) => process))}
        onPick=${(process) => acts.fault({ process, at: faults.find((each) => each.process === process).points[0] })}
      />
      <${Select} name=${t('Point')} value=${fault.at} options=${same(points)} onPick=${(at) => acts.fault({ at })} />
      <${Select}
        name=${t('Effect')}
        value=${fault.do}
        options=${Object.entries(EFFECTS).map(([effect, text]) => [effect, t(text)])}
        onPick=${(effect) => acts.fault({ do: effect })}
      />
      <${Number}
        name=${t('Times')}
        value=${fault.times}
        most=${FAULT_LIMITS.times}
        onPick=${(times) => acts.fault({ times })}
      />
      <${Number}
        name=${t('Milliseconds')}
        value=${fault.delayMs}
        most=${FAULT_LIMITS.delayMs}
        onPick=${(delayMs) => acts.fault({ delayMs })}
      />
      <button class="main" disabled=${busy}>${t('Arm it')}</button>
    </form>
    <ul id="armed" class="plain">
      ${armed.map(({ process, at, do: effect, times }, index) => html`<li key=${index}><b>${effect}</b> <code>${at}</code> (${process}), ${t('times: {count}', { count: times })}</li>`)}
    </ul>
    ${armed.length ? html`<button disabled=${busy} onClick=${acts.disarm}>${t('Disarm all')}</button>` : html`<p class="soft">${t('Nothing is armed.')}</p>`}
  `;
};

const Watching = ({ state, acts }) => html`
  <h2>${t('2. Place an order and watch')}</h2>
  <form class="row" onSubmit=${(event) => event.preventDefault()}>
    <${Select}
      name=${t('Card')}
      value=${state.card}
      options=${CARDS.map((number) => [number, `${last4(number)} ${languages[inLanguage()].cards[last4(number)]}`])}
      onPick=${acts.card}
    />
    <button class="main" disabled=${state.busy} onClick=${acts.order}>${t('Place an order')}</button>
  </form>
  ${
    state.saga
      ? html`<p>
            <span class=${`badge ${state.saga.state}`} id="state" role="status">${state.saga.state}</span>${' '}
            <a href=${`#/sagas/${state.saga.id}`}>${t('The whole saga')}</a>
          </p>
          <${Timeline} saga=${state.saga} toScale=${state.toScale} onScale=${acts.scale} />`
      : ''
  }
`;

/** Arm a fault, place an order, watch what becomes of it. */
export const Faults = ({ state, acts }) => {
  if (!state.faults) return html`<section><p>${t('Asking every process…')}</p></section>`;
  if (state.faults.length === 0)
    return html`<section>
      <p>${t('Faults cannot be armed here. Start the system with FAULT_INJECTION=on; never in production.')}</p>
    </section>`;
  return html`<section aria-label=${t('Faults')}><${Arming} state=${state} acts=${acts} /></section>
    <section aria-label=${t('What happens')}><${Watching} state=${state} acts=${acts} /></section>`;
};
