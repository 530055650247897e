import { span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';

const KNOWN = ['seq', 'at', 'type', 'step', 'signal', 'startedAt', 'attempt', 'phase'];
const TIMES = ['since', 'retryAt', 'until'];

const detailOf = (entry, from) =>
  Object.entries(entry)
    .filter(([name, value]) => !KNOWN.includes(name) && !isEmpty(value))
    .map(([name, value]) => `${name} ${TIMES.includes(name) ? `+${span(new Date(value) - from)}` : plain(value)}`)
    .join(', ');

const isEmpty = (value) => value === undefined || value === null || JSON.stringify(value) === '{}';
const plain = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** The journal as it stands in the database, line by line: it is the truth that everything else is read from. */
export const Journal = ({ saga, journal }) => {
  const from = new Date(saga.createdAt);
  return html`
    <h3>Journal</h3>
    ${
      journal.length
        ? html`<div class="scroll">
            <table id="journal">
              <thead>
                <tr>
                  <th>After</th>
                  <th>What</th>
                  <th>Step</th>
                  <th>Try</th>
                  <th>Detail</th>
                </tr>
              </thead>
              <tbody>
                ${journal.map(
                  (entry, index) =>
                    html`<tr key=${index} data-entry=${entry.type}>
                      <td class="number">+${span(new Date(entry.at) - from)}</td>
                      <td><b class=${entry.type}>${entry.type}</b>${entry.phase === 'undo' ? ' (undo)' : ''}</td>
                      <td class="number">${entry.step ?? entry.signal ?? ''}</td>
                      <td class="number">${entry.attempt ?? ''}</td>
                      <td class="detail">${detailOf(entry, from)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : html`<p class="soft">Nothing has happened yet.</p>`
    }
  `;
};
