import { span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { t } from '/assets/console/words.js';

const KINDS = {
  orders: 'orders that wait for their saga to be started',
  payments: 'payments that their saga has not been told of',
};

const Row = ({ what, backlog }) => html`
  <li>
    <b class=${backlog?.count ? 'bad' : 'ok'}>${backlog ? backlog.count : t('unknown')}</b> ${t(what)}
    ${backlog?.count ? `(${t('the oldest for {time}', { time: span(backlog.oldestMs) })})` : ''}
  </li>
`;

/** What was taken from customers while no orchestrator could be told. */
export const Intake = ({ intake }) => html`
  <figure id="intake">
    <figcaption>${t('Taken from customers, and not yet handed to the sagas')}</figcaption>
    <ul class="plain">
      ${Object.entries(KINDS).map(([kind, what]) => html`<${Row} key=${kind} what=${what} backlog=${intake[kind]} />`)}
    </ul>
  </figure>
`;
