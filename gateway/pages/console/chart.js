import { html } from '/assets/shared/html.js';
import uPlot from '/assets/vendor/uplot.js';

let plot;

const pointsOf = (sagas) => {
  const ended = sagas.filter(({ state }) => ['COMPLETED', 'COMPENSATED'].includes(state)).reverse();
  return [
    ended.map(({ createdAt }) => Date.parse(createdAt) / 1000),
    ended.map(({ createdAt, updatedAt }) => (Date.parse(updatedAt) - Date.parse(createdAt)) / 1000),
  ];
};

/** Draws anew each time, so that it fits the width and the colours of now. */
function draw(element, sagas) {
  plot?.destroy();
  plot = undefined;
  if (!element) return;
  const ink = getComputedStyle(element).color;
  const axis = { stroke: ink, grid: { stroke: ink, width: 0.15 } };
  plot = new uPlot(
    {
      width: Math.max(element.clientWidth, 240),
      height: 200,
      legend: { show: false },
      axes: [axis, { ...axis, values: (_, ticks) => ticks.map((tick) => `${tick} s`) }],
      series: [{}, { label: 'seconds', stroke: ink, paths: () => null, points: { show: true, size: 6, fill: ink } }],
    },
    pointsOf(sagas),
    element,
  );
}

/** How long the newest finished sagas took, by when they began. */
export const Chart = ({ sagas }) => html`
  <h3>How long they took</h3>
  <div
    class="chart"
    role="img"
    aria-label="Seconds from begin to end of each finished saga"
    ref=${(element) => draw(element, sagas)}
  ></div>
`;
