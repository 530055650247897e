import { moment, span } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { t } from '/assets/console/words.js';

/** Traces as a list of links. */
export const TraceList = ({ traces, chosen }) => html`
  <div class="scroll">
    <table class="traces">
      <thead>
        <tr>
          <th>${t('Begun')}</th>
          <th>${t('Trace')}</th>
          <th>${t('Took')}</th>
          <th>${t('Spans')}</th>
        </tr>
      </thead>
      <tbody>
        ${traces.map(
          ({ traceId, name, startedAt, durationMs, spans, failed }) =>
            html`<tr key=${traceId} class=${traceId === chosen ? 'chosen' : ''} data-trace=${traceId}>
              <td class="number">${moment(startedAt)}</td>
              <td><a href=${`#/traces/${traceId}`}>${name}</a></td>
              <td class="number">${span(durationMs)}</td>
              <td class="number">
                ${spans}${failed ? html` <b class="bad">${t('{count} failed', { count: failed })}</b>` : ''}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>
`;

/** Each span under the one that it is part of. */
function nested(spans) {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = Map.groupBy(spans, ({ parentId }) => (known.has(parentId) ? parentId : ''));
  const below = (id, depth) =>
    (children.get(id) ?? []).flatMap((each) => [{ ...each, depth }, ...below(each.spanId, depth + 1)]);
  return below('', 0);
}

const attributesAsText = (attributes) =>
  Object.entries(attributes)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');

const Span = ({ span: each, whole }) => html`
  <tr data-span=${each.name} data-process=${each.process} class=${each.status === 'error' ? 'failed' : ''}>
    <td>
      <span class=${`depth depth-${Math.min(each.depth, 8)}`} title=${attributesAsText(each.attributes)}
        >${each.name} <span class="soft">${each.process}</span></span
      >
    </td>
    <td class="number">${span(each.durationMs)}</td>
    <td>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect
          class=${each.status === 'error' ? 'failed' : each.kind}
          x=${Math.min((each.offsetMs / whole) * 100, 99.5)}
          width=${Math.max((each.durationMs / whole) * 100, 0.5)}
          height="10"
        />
      </svg>
    </td>
  </tr>
`;

const Links = ({ title, traces }) =>
  traces.length
    ? html`<p>
        ${title}${' '}
        ${traces.map(({ traceId, name }) => html`<a key=${traceId} href=${`#/traces/${traceId}`}>${name ?? traceId.slice(0, 8)}</a> `)}
      </p>`
    : '';

/** One trace as a waterfall: what called what, in which process, when, for how long. */
const Waterfall = ({ trace }) => html`
  <section aria-label=${t('Trace')}>
    <h2>${trace.name}, ${span(trace.durationMs)}</h2>
    <p class="soft"><code>${trace.traceId}</code></p>
    <${Links} title=${t('Set off by')} traces=${trace.spans.flatMap(({ links }) => links)} />
    <${Links} title=${t('Set off')} traces=${trace.linkedFrom} />
    <div class="scroll">
      <table id="spans">
        <thead>
          <tr>
            <th>${t('Span')}</th>
            <th>${t('Took')}</th>
            <th class="axis">${t('{time} from left to right', { time: span(trace.durationMs) })}</th>
          </tr>
        </thead>
        <tbody>
          ${nested(trace.spans).map((each) => html`<${Span} key=${each.spanId} span=${each} whole=${Math.max(trace.durationMs, 0.001)} />`)}
        </tbody>
      </table>
    </div>
  </section>
`;

/** The last traces, and the one chosen. */
export const Traces = ({ state }) => html`
  <div class=${`halves ${state.trace ? 'opened reading' : ''}`}>
    <section>
      <h2>${t('Last traces')}</h2>
      ${state.traces.items.length ? html`<${TraceList} traces=${state.traces.items} chosen=${state.chosen} />` : ''}
      ${state.traces.store.enabled && !state.traces.items.length ? html`<p class="soft">${t('No trace yet: place an order in the shop.')}</p>` : ''}
      ${
        state.traces.store.enabled
          ? ''
          : html`<p>
              ${t('No traces are kept here. Start with TRACE_STORE=on, or send them to a collector by OTLP.')}
            </p>`
      }
    </section>
    ${state.trace ? html`<${Waterfall} trace=${state.trace} />` : html`<section><p>${t('Choose a trace.')}</p></section>`}
  </div>
`;
