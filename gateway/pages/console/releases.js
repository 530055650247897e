import { span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';

const ageOf = (iso) => (iso ? span(Math.max(0, Date.now() - Date.parse(iso))) : '');
const nameOf = ({ type, version }) => `${type} version ${version}`;

/** Sagas that no orchestrator that is up can run. */
const stranded = ({ unknown }) => unknown.filter(({ elsewhere }) => elsewhere === false);

const nobodyRuns = (sagas) => {
  const which = stranded(sagas).map((each) => `${each.count} of ${nameOf(each)}`);
  return `Nobody runs ${which.join(', ')}: no orchestrator that is up has the definition.`;
};

/** Says on every view that sagas stand still because nobody has their definition. */
export const StrandedBanner = ({ sagas }) =>
  sagas && stranded(sagas).length
    ? html`<p role="status" id="stranded" class="failure">
        ${nobodyRuns(sagas)}${' '}
        <a href="#/health">Health</a>
      </p>`
    : '';

const rowsOf = ({ unknown, unknownEvents, waitingVersions }) => [
  ...unknown.map((each) => ({
    ...each,
    kind: 'unknown',
    what: each.elsewhere ? 'another orchestrator runs them' : 'no orchestrator that is up has the definition',
    age: ageOf(each.oldest),
  })),
  ...unknownEvents.map((each) => ({
    ...each,
    kind: 'unknown-events',
    what: 'a newer release has written to their journals',
    age: ageOf(each.oldest),
  })),
  ...waitingVersions.map((each) => ({
    ...each,
    kind: 'waiting',
    what: `takes no new sagas yet: ${each.have} of ${each.orchestrators} orchestrators have it`,
    age: ageOf(each.since),
  })),
];

/** What the orchestrator that was asked leaves to other releases, and versions that are not activated. */
export const Releases = ({ sagas }) => {
  const rows = rowsOf(sagas);
  return html`<figure id="releases">
    <figcaption>Sagas of other releases, and versions that wait for activation</figcaption>
    ${
      rows.length
        ? html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th>Saga</th>
                  <th>How many</th>
                  <th>What</th>
                  <th>Oldest</th>
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  (row) =>
                    html`<tr key=${`${row.kind} ${nameOf(row)}`} data-release=${`${row.kind} ${nameOf(row)}`}>
                      <td>${nameOf(row)}</td>
                      <td class="number">${row.count ?? ''}</td>
                      <td>${row.what}</td>
                      <td class="number">${row.age}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : html`<p class="soft">None: the orchestrator knows every saga that is under way.</p>`
    }
  </figure>`;
};
