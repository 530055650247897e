import { money, span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { Intake } from '/assets/console/intake.js';
import { Plot } from '/assets/console/plot.js';
import { Releases } from '/assets/console/releases.js';
import { breakersOf, over } from '/assets/console/samples.js';
import { t } from '/assets/console/words.js';

const count = (value) => String(value);
const LIVE = { RUNNING: 'blue', WAITING: 'amber', COMPENSATING: 'violet', NEEDS_ATTENTION: 'red' };
const ENDS = { completed: 'green', compensated: 'amber', other: 'red' };
const JOBS = { wait: 'blue', active: 'green', delayed: 'amber', failed: 'red' };

const lines = (kinds) => Object.entries(kinds).map(([name, kind]) => ({ name: t(name), kind }));

const Throughput = ({ minutes }) => html`
  <${Plot}
    title=${t('Sagas that ended, a minute')}
    lines=${lines(ENDS)}
    bars
    whole
    show=${count}
    data=${[
      minutes.map(({ at }) => Date.parse(at) / 1000),
      // drawn from the back: each column stands behind those that it is the sum of
      minutes.map(({ completed, compensated, other }) => completed + compensated + other),
      minutes.map(({ compensated, other }) => compensated + other),
      minutes.map(({ other }) => other),
    ]}
  />
`;

const Strip = ({ name, times, states }) => html`
  <tr>
    <td>${name}</td>
    <td><b class=${states.at(-1)}>${t(states.at(-1) ?? 'unknown')}</b></td>
    <td>
      <svg
        class="bar"
        viewBox=${`0 0 ${Math.max(times.at(-1) - times[0], 1)} 10`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        ${runsOf(times, states).map(
          ({ state, from, to }) =>
            html`<rect
              key=${from}
              class=${state ?? 'unknown'}
              x=${from - times[0]}
              width=${Math.max(to - from, 1)}
              height="10"
            />`,
        )}
      </svg>
    </td>
  </tr>
`;

/** From when to when each state lasted: a sample holds until the next. */
const runsOf = (times, states) => {
  const runs = [];
  for (const [index, state] of states.entries()) {
    const to = times[index + 1] ?? times[index];
    if (runs.at(-1)?.state === state) runs.at(-1).to = to;
    else runs.push({ state, from: times[index], to });
  }
  return runs;
};

const Breakers = ({ samples }) => {
  const all = samples.map(breakersOf);
  const times = samples.map(({ seconds }) => seconds);
  const names = [...new Set(all.flatMap((each) => [...each.keys()]))].sort();
  return html`<figure>
    <figcaption>${t('Circuit breakers in the last hour')}</figcaption>
    <div class="scroll">
      <table id="breakers">
        <tbody>
          ${names.map((name) => html`<${Strip} key=${name} name=${name} times=${times} states=${all.map((each) => each.get(name))} />`)}
        </tbody>
      </table>
    </div>
  </figure>`;
};

/** A detail of the audit: how much was looked at, in the console's language; what breaks a rule is named as it is. */
const inWords = (detail) => {
  const [, count] = /^(\d+) looked at$/.exec(detail) ?? [];
  return count === undefined ? detail : t('{count} looked at', { count });
};

/** A rule of the audit in the console's language; the saga that it names is the orchestrator's to name. */
const ruleOf = (name) => {
  const [, saga] = / one (\S+) saga$/.exec(name) ?? [];
  return saga === undefined ? t(name) : t(name.replace(saga, '{saga}'), { saga });
};

const Audit = ({ invariants, busy, onAudit }) => html`
  <figure id="conservation">
    <figcaption>${t('Conservation audit: nothing lost, nothing doubled')}</figcaption>
    <ul class="plain">
      ${(invariants?.checks ?? []).map(
        ({ name, ok, detail }) =>
          html`<li key=${name}>
            <b class=${ok ? 'ok' : 'bad'}>${ok ? '✓' : '✗'} ${ruleOf(name)}</b>${' '}
            <span class="soft">${inWords(detail)}</span>
          </li>`,
      )}
    </ul>
    <p role="status">
      ${invariants ? html`<b class=${invariants.ok ? 'ok' : 'bad'}>${invariants.ok ? t('Nothing lost, nothing doubled.') : t('Something does not add up.')}</b>` : t('Not audited yet: press the button.')}
    </p>
    <button disabled=${busy} onClick=${onAudit}>${t('Audit now')}</button>
  </figure>
`;

const ForPeople = ({ id, count, what, role }) => html`
  <p id=${id}>
    <b class=${count ? 'bad' : 'ok'}>${count ?? t('unknown')}</b> ${what}${' '}
    ${count && role === 'admin' ? html`<a href="#/money">${t('Show them')}</a>` : ''}
  </p>
`;

/** Money that nobody but a person can see to. */
const MoneyForPeople = ({ system: { failedRefunds, openDisputes, unknownCharges }, role }) => html`
  <${ForPeople}
    id="failed-refunds"
    count=${failedRefunds}
    what=${t('payments with a refund that failed and was not given back since')}
    role=${role}
  />
  <${ForPeople}
    id="open-disputes"
    count=${openDisputes}
    what=${t('disputes that no bank has decided yet')}
    role=${role}
  />
  <${ForPeople}
    id="unknown-charges"
    count=${unknownCharges}
    what=${t('charges that only their payment providers know')}
    role=${role}
  />
`;

/** The currency that money was at risk in last, of which there may be several; empty when it was in none. */
const riskIn = (samples) => samples.findLast(({ moneyAtRisk }) => moneyAtRisk?.length)?.moneyAtRisk[0].currency ?? '';

/** How the whole system is, drawn. */
export const Health = ({ state, acts }) => {
  const { samples, system, invariants, busy } = state;
  if (!system) return html`<section><p>${t('Measuring…')}</p></section>`;
  const currency = riskIn(samples);
  const atRisk = ({ moneyAtRisk }) =>
    moneyAtRisk && (moneyAtRisk.find((each) => each.currency === currency)?.amount ?? 0);
  return html`<section aria-label=${t('Health')}>
    <div class="plots">
      <${Throughput} minutes=${system.sagas?.finishedPerMinute ?? []} />
      <${Plot}
        title=${t('From start to end of a saga')}
        lines=${[
          { name: 'p50', kind: 'blue' },
          { name: 'p99', kind: 'amber' },
        ]}
        whole
        show=${span}
        data=${over(
          samples,
          (each) => each.sagas?.latencyMs?.p50,
          (each) => each.sagas?.latencyMs?.p99,
        )}
      />
      <${Plot}
        title=${t('Sagas under way, by state')}
        lines=${lines(LIVE)}
        whole
        show=${count}
        data=${over(samples, ...Object.keys(LIVE).map((name) => (each) => each.sagas?.byState?.[name]))}
      />
      <${Plot}
        title=${t('Jobs in the queue')}
        lines=${lines(JOBS)}
        whole
        show=${count}
        data=${over(samples, ...Object.keys(JOBS).map((name) => (each) => each.queue?.[name]))}
      />
      <${Plot}
        title=${t('Oldest waiting, and work that is overdue')}
        lines=${[
          { name: t('waiting'), kind: 'amber' },
          { name: t('overdue'), kind: 'red' },
        ]}
        whole
        show=${span}
        data=${over(
          samples,
          (each) => each.sagas?.oldestWaitingMs,
          (each) => each.sagas?.overdueMs,
        )}
      />
      <${Plot}
        title=${t('Money at risk: authorised and not yet captured, or in doubt')}
        lines=${[{ name: currency || t('none'), kind: 'red' }]}
        whole=${!currency}
        show=${(value) => (currency ? money(value, currency) : count(value))}
        data=${over(samples, atRisk)}
      />
    </div>
    <${MoneyForPeople} system=${system} role=${state.role} />
    <div class="plots broad">
      <${Breakers} samples=${samples} />
      <${Audit} invariants=${invariants} busy=${busy} onAudit=${acts.audit} />
      <${Intake} intake=${system.intake} />
      ${system.sagas ? html`<${Releases} sagas=${system.sagas} />` : ''}
    </div>
  </section>`;
};
