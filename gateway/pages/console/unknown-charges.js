import { moment, money } from '/assets/shared/api.js';
import { UNKNOWN_CHARGE_STATES } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { Choice, Text } from '/assets/console/fields.js';
import { See, Table } from '/assets/console/money-parts.js';
import { t } from '/assets/console/words.js';

const COLOURS = { OPEN: 'bad', RETURNING: 'waiting', MATCHING: 'waiting', RETURNED: 'ok', MATCHED: 'ok', GONE: '' };
const COLUMNS = ['Made (UTC)', 'Provider', 'Amount', 'State', 'Decided'];

const Decision = ({ decision: { action, orderId, reason, by, at } }) => html`
  <li>
    ${moment(at)} <b>${t(action)}</b> ${orderId ?? ''} ${reason}${' '}<span class="soft"
      >${t('by {who}', { who: by })}</span
    >
  </li>
`;

const Deciding = ({ state: { money: of, busy }, acts }) => {
  const open = !busy && of.reason.trim();
  return html`<tr>
    <td colspan="6">
      <form class="row" onSubmit=${(event) => event.preventDefault()}>
        <${Text} wide label=${t('Reason')} value=${of.reason} onType=${(reason) => acts.moneyChange({ reason })} />
        <${Text} label=${t('Order')} value=${of.orderId} onType=${(orderId) => acts.moneyChange({ orderId })} />
        <button disabled=${!open || !of.orderId.trim()} onClick=${acts.matchCharge}>
          ${t('Make it the payment of this order')}
        </button>
        <button disabled=${!open} onClick=${acts.returnCharge}>${t('Give the money back')}</button>
      </form>
    </td>
  </tr>`;
};

const Row = ({ charge, state, acts }) => html`
  <tr data-charge=${charge.id}>
    <td class="number">${moment(charge.madeAt)}</td>
    <td>${charge.provider}<br /><code>${charge.providerRef}</code></td>
    <td class="number">
      ${money(charge.amount, charge.currency)}<br /><span class="soft"
        >${charge.captured ? t('captured') : t('set aside')}${
          charge.refundedAmount
            ? `, ${t('{amount} of it refunded', { amount: money(charge.refundedAmount, charge.currency) })}`
            : ''
        }</span
      >
    </td>
    <td>
      <span class=${`badge ${COLOURS[charge.state]}`}>${charge.state}</span>
      ${charge.problem ? html`<p class="failure">${charge.problem}</p>` : ''}
    </td>
    <td>
      <ul class="plain">
        ${charge.decisions.map((decision) => html`<${Decision} key=${decision.at} decision=${decision} />`)}
      </ul>
    </td>
    <td>
      ${charge.state === 'OPEN' ? html`<${See} id=${charge.id} what=${charge.providerRef} state=${state} acts=${acts} />` : ''}
    </td>
  </tr>
  ${
    charge.state === 'OPEN' && state.money.seeing === charge.id ? html`<${Deciding} state=${state} acts=${acts} />` : ''
  }
`;

/** Charges that only their providers know, to be matched with their orders or given back. */
export const UnknownCharges = ({ state, acts }) => html`
  <section aria-label=${t('Charges without a payment')}>
    <h2>${t('Charges without a payment')}</h2>
    <p class="soft">
      ${t('A provider has charged these, and no payment of ours is theirs. Match one with the order that lacks it, or give its money back.')}
    </p>
    <form class="row" onSubmit=${(event) => event.preventDefault()}>
      <${Choice}
        label=${t('State')}
        value=${state.money.chargeState}
        options=${['', ...UNKNOWN_CHARGE_STATES]}
        onPick=${(chargeState) => acts.moneyFilter({ chargeState })}
      />
      <button disabled=${state.busy} onClick=${acts.searchCharges}>${t('Search the providers now')}</button>
      ${state.money.searching ? html`<p role="status">${t('Searching; what is found appears below.')}</p>` : ''}
    </form>
    <${Table} id="charges" columns=${COLUMNS} empty="No such charge." list=${state.money.charges} acts=${acts}>
      ${state.money.charges.items.map((charge) => html`<${Row} key=${charge.id} charge=${charge} state=${state} acts=${acts} />`)}
    <//>
  </section>
`;
