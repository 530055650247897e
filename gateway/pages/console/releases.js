import { span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { t } from '/assets/console/words.js';

const ageOf = (iso) => (iso ? span(Math.max(0, Date.now() - Date.parse(iso))) : '');
const nameOf = ({ type, version }) => t('{type} version {version}', { type, version });

/** Sagas that no orchestrator that is up can run. */
const stranded = ({ unknown }) => unknown.filter(({ elsewhere }) => elsewhere === false);

const nobodyRuns = (sagas) => {
  const which = stranded(sagas).map((each) => t('{count} of {what}', { count: each.count, what: nameOf(each) }));
  return t('Nobody runs {which}: no orchestrator that is up has the definition.', { which: which.join(', ') });
};

/** Says on every view that sagas stand still because nobody has their definition. */
export const StrandedBanner = ({ sagas }) =>
  sagas && stranded(sagas).length
    ? html`<p role="status" id="stranded" class="failure">
        ${nobodyRuns(sagas)}${' '}
        <a href="#/health">${t('Health')}</a>
      </p>`
    : '';

const rowsOf = ({ unknown, unknownEvents, waitingVersions }) => [
  ...unknown.map((each) => ({
    ...each,
    kind: 'unknown',
    what: each.elsewhere ? t('another orchestrator runs them') : t('no orchestrator that is up has the definition'),
    age: ageOf(each.oldest),
  })),
  ...unknownEvents.map((each) => ({
    ...each,
    kind: 'unknown-events',
    what: t('a newer release has written to their journals'),
    age: ageOf(each.oldest),
  })),
  ...waitingVersions.map((each) => ({
    ...each,
    kind: 'waiting',
    what: t('takes no new sagas yet: {have} of {orchestrators} orchestrators have it', each),
    age: ageOf(each.since),
  })),
];

/** What the orchestrator that was asked leaves to other releases, and versions that are not activated. */
export const Releases = ({ sagas }) => {
  const rows = rowsOf(sagas);
  return html`<figure id="releases">
    <figcaption>${t('Sagas of other releases, and versions that wait for activation')}</figcaption>
    ${
      rows.length
        ? html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th>${t('Saga')}</th>
                  <th>${t('How many')}</th>
                  <th>${t('What')}</th>
                  <th>${t('Oldest')}</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  (row) =>
                    html`<tr
                      key=${`${row.kind} ${nameOf(row)}`}
                      data-release=${`${row.kind} ${row.type} version ${row.version}`}
                    >
                      <td>${nameOf(row)}</td>
                      <td class="number">${row.count ?? ''}</td>
                      <td>${row.what}</td>
                      <td class="number">${row.age}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : html`<p class="soft">${t('None: the orchestrator knows every saga that is under way.')}</p>`
    }
  </figure>`;
};
