import { html } from '/assets/shared/html.js';
import { Events } from '/assets/console/events.js';
import { Faults } from '/assets/console/faults.js';
import { Health } from '/assets/console/health.js';
import { Money } from '/assets/console/money.js';
import { List } from '/assets/console/list.js';
import { Operations, PauseBanner } from '/assets/console/operations.js';
import { StrandedBanner } from '/assets/console/releases.js';
import { Saga } from '/assets/console/saga.js';
import { Traces } from '/assets/console/traces.js';
import { inLanguage, t } from '/assets/console/words.js';

const VIEWS = {
  sagas: 'Sagas',
  health: 'Health',
  traces: 'Traces',
  operations: 'Operations',
  money: 'Money',
  events: 'Events',
  faults: 'Faults',
};

const Sagas = ({ state, acts }) => html`
  <div class=${`halves ${state.chosen ? 'opened' : ''}`}>
    <${List} state=${state} acts=${acts} />
    ${
      state.saga
        ? html`<${Saga} state=${state} acts=${acts} />`
        : html`<section>
            <p>
              ${state.chosen ? t('Reading it…') : t('Choose a saga to see its steps, its journal and what it is about.')}
            </p>
          </section>`
    }
  </div>
`;

const views = {
  sagas: Sagas,
  health: Health,
  traces: Traces,
  operations: Operations,
  money: Money,
  events: Events,
  faults: Faults,
};

// to arm a fault is to change something, events and money tell of people
const FOR_ADMINISTRATORS = ['faults', 'events', 'money'];
const viewsOf = (role) =>
  Object.entries(VIEWS).filter(([view]) => !FOR_ADMINISTRATORS.includes(view) || role === 'admin');

/** The whole page. */
export const Page = ({ state, acts }) => html`
  <header class="top">
    <h1>${t('Saga console')}</h1>
    <nav aria-label=${t('Views')}>
      ${viewsOf(state.role).map(
        ([view, name]) =>
          html`<a key=${view} href=${`#/${view}`} aria-current=${view === state.view ? 'page' : 'false'}
            >${t(name)}</a
          >`,
      )}
    </nav>
    <nav aria-label=${t('Elsewhere')} class="who">
      ${state.role === 'viewer' ? html`<span class="soft">${t('read-only')}</span>` : ''}
      <a href="/admin/queues">${t('Queues')}</a> <a href="/">${t('Shop')}</a> <a href="/docs">${t('API')}</a>
      <button lang=${inLanguage() === 'ko' ? 'en' : 'ko'} onClick=${acts.switchLanguage}>
        ${inLanguage() === 'ko' ? 'English' : '한국어'}
      </button>
    </nav>
  </header>
  <main>
    <p role="alert" class="failure">${state.failure || state.outage}</p>
    <${PauseBanner} pauses=${state.pauses} />
    <${StrandedBanner} sagas=${state.system?.sagas} />
    <${views[state.view]} state=${state} acts=${acts} />
  </main>
`;
