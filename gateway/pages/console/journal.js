import { span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { said, t } from '/assets/console/words.js';

const factsOf = (facts, from) =>
  facts.map(({ name, at, value }) => `${name} ${at ? `+${span(new Date(at) - from)}` : value}`).join(', ');

/** The journal, line by line, as the orchestrator tells it: everything else is read from it. */
export const Journal = ({ saga }) => {
  const from = new Date(saga.createdAt);
  const { events = [] } = saga.shown ?? {};
  return html`
    <h3>${t('Journal')}</h3>
    ${
      events.length
        ? html`<div class="scroll">
            <table id="journal">
              <thead>
                <tr>
                  <th>${t('After')}</th>
                  <th>${t('What')}</th>
                  <th>${t('Try')}</th>
                  <th>${t('Detail')}</th>
                </tr>
              </thead>
              <tbody>
                ${events.map(
                  ({ seq, at, type, tone, text, attempt, facts }) =>
                    html`<tr key=${seq} data-entry=${type}>
                      <td class="number">+${span(new Date(at) - from)}</td>
                      <td><b class=${tone}>${said(text)}</b></td>
                      <td class="number">${attempt ?? ''}</td>
                      <td class="detail">${factsOf(facts, from)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : html`<p class="soft">${t('Nothing has happened yet.')}</p>`
    }
  `;
};
