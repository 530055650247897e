import { moment, money } from '/assets/shared/api.js';
import { DISPUTE_STATUSES } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { Choice, Text } from '/assets/console/fields.js';
import { OrderLink, See, Table } from '/assets/console/money-parts.js';
import { UnknownCharges } from '/assets/console/unknown-charges.js';
import { t } from '/assets/console/words.js';

const COLOURS = { INQUIRY: 'waiting', OPEN: 'bad', WON: 'ok', LOST: 'bad' };

const Dispute = ({ dispute }) => html`
  <tr data-dispute=${dispute.id}>
    <td class="number">${moment(dispute.openedAt)}</td>
    <td><${OrderLink} id=${dispute.orderId} /></td>
    <td class="number">${money(dispute.amount, dispute.currency)}</td>
    <td><span class=${`badge ${COLOURS[dispute.status]}`}>${dispute.status}</span> <code>${dispute.reason}</code></td>
    <td class="number">${moment(dispute.evidenceDueAt)}</td>
    <td>${dispute.provider}<br /><code>${dispute.providerRef}</code></td>
  </tr>
`;

const Disputes = ({ state, acts }) => html`
  <section aria-label=${t('Disputes')}>
    <h2>${t('Disputes')}</h2>
    <p class="soft">
      ${t('Cardholders have told their banks that these charges are wrong. Send evidence in the pages of the provider; nothing is refunded while one is open.')}
    </p>
    <form class="row" onSubmit=${(event) => event.preventDefault()}>
      <${Choice}
        label=${t('Status')}
        value=${state.money.disputeStatus}
        options=${['', ...DISPUTE_STATUSES]}
        onPick=${(disputeStatus) => acts.moneyFilter({ disputeStatus })}
      />
    </form>
    <${Table}
      id="disputes"
      columns=${['Opened (UTC)', 'Order', 'Amount', 'Status', 'Evidence until (UTC)']}
      empty="No such dispute."
      list=${state.money.disputes}
      acts=${acts}
    >
      ${state.money.disputes.items.map((dispute) => html`<${Dispute} key=${dispute.id} dispute=${dispute} />`)}
    <//>
  </section>
`;

const Deciding = ({ state: { money: of, busy }, acts }) => html`
  <tr>
    <td colspan="5">
      <form class="row" onSubmit=${(event) => event.preventDefault()}>
        <button disabled=${busy} onClick=${acts.refundAgain}>${t('Ask the provider for it again')}</button>
        <${Text}
          wide
          label=${t('How it was given back')}
          value=${of.reason}
          onType=${(reason) => acts.moneyChange({ reason })}
        />
        <button disabled=${busy || !of.reason.trim()} onClick=${acts.refundedByHand}>
          ${t('It was given back by other ways')}
        </button>
      </form>
    </td>
  </tr>
`;

const Failed = ({ payment, state, acts }) => html`
  <tr data-payment=${payment.id}>
    <td class="number">${moment(payment.updatedAt)}</td>
    <td><${OrderLink} id=${payment.orderId} /></td>
    <td class="number">${money(payment.failedRefundAmount, payment.currency)}</td>
    <td>${payment.card ? `${payment.card.brand} •••• ${payment.card.last4}` : ''}</td>
    <td><${See} id=${payment.id} what=${payment.orderId} state=${state} acts=${acts} /></td>
  </tr>
  ${state.money.seeing === payment.id ? html`<${Deciding} state=${state} acts=${acts} />` : ''}
`;

const FailedRefunds = ({ state, acts }) => html`
  <section aria-label=${t('Failed refunds')}>
    <h2>${t('Failed refunds')}</h2>
    <p class="soft">
      ${t('This money was to be given back and was not. Mostly the card is closed: ask the customer for an account, pay there, and say so here.')}
    </p>
    <${Table}
      id="failed"
      columns=${['Changed (UTC)', 'Order', 'To be given back', 'Card']}
      empty="No refund has failed."
      list=${state.money.failed}
      acts=${acts}
    >
      ${state.money.failed.items.map((payment) => html`<${Failed} key=${payment.id} payment=${payment} state=${state} acts=${acts} />`)}
    <//>
  </section>
`;

/** Money that nobody but a person can see to. For administrators. */
export const Money = ({ state, acts }) => html`
  <${UnknownCharges} state=${state} acts=${acts} />
  <${Disputes} state=${state} acts=${acts} />
  <${FailedRefunds} state=${state} acts=${acts} />
`;
