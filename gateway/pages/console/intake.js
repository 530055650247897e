import { span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';

const KINDS = {
  orders: 'orders that wait for their saga to be started',
  payments: 'payments that their saga has not been told of',
};

const Row = ({ what, backlog }) => html`
  <li>
    <b class=${backlog?.count ? 'bad' : 'ok'}>${backlog ? backlog.count : 'unknown'}</b> ${what}
    ${backlog?.count ? html`, the oldest for <b>${span(backlog.oldestMs)}</b>` : ''}
  </li>
`;

/** What was taken from customers while no orchestrator could be told. */
export const Intake = ({ intake }) => html`
  <figure id="intake">
    <figcaption>Taken from customers, and not yet handed to the sagas</figcaption>
    <ul class="plain">
      ${Object.entries(KINDS).map(([kind, what]) => html`<${Row} key=${kind} what=${what} backlog=${intake[kind]} />`)}
    </ul>
  </figure>
`;
