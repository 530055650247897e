import { clock } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';

const span = (ms) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

/** The steps of a saga on one time axis: attempts, durations, errors. */
export function Timeline({ saga }) {
  const from = Date.parse(saga.createdAt);
  const lasted = Math.max(Date.parse(saga.updatedAt) - from, 1);
  const part = (iso) => Math.min(Math.max(((iso ? Date.parse(iso) : from + lasted) - from) / lasted, 0), 1) * 100;
  return html`
    <div class="scroll">
      <table id="steps">
        <thead>
          <tr>
            <th>Step</th>
            <th>Status</th>
            <th>Attempts</th>
            <th>Begun</th>
            <th>Took</th>
            <th>Over ${span(lasted)}</th>
          </tr>
        </thead>
        <tbody>
          ${saga.steps.map(({ name, kind, status, attempts, startedAt, finishedAt, error }) => {
            const left = part(startedAt);
            return html`<tr key=${name} data-step=${name} data-status=${status}>
              <td>${name}<br /><span class="soft">${kind}</span></td>
              <td>
                <b class=${status}>${status}</b>
                ${error ? html`<br /><span class="failure">${error}</span>` : ''}
              </td>
              <td class="number">${attempts}</td>
              <td class="number">${clock(startedAt)}</td>
              <td class="number">
                ${startedAt && finishedAt ? span(Date.parse(finishedAt) - Date.parse(startedAt)) : ''}
              </td>
              <td>
                ${
                  startedAt
                    ? html`<svg
                        class=${`bar ${status}`}
                        viewBox="0 0 100 10"
                        preserveAspectRatio="none"
                        aria-hidden="true"
                      >
                        <rect x=${Math.min(left, 99)} width=${Math.max(part(finishedAt) - left, 1)} height="10" />
                      </svg>`
                    : ''
                }
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  `;
}
