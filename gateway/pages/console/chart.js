import { html } from '/assets/shared/html.js';
import uPlot from '/assets/vendor/uplot.js';

let plot;
let host;

const pointsOf = (sagas) => {
  const ended = sagas.filter(({ state }) => ['COMPLETED', 'COMPENSATED'].includes(state)).reverse();
  return [
    ended.map(({ createdAt }) => Date.parse(createdAt) / 1000),
    ended.map(({ createdAt, updatedAt }) => (Date.parse(updatedAt) - Date.parse(createdAt)) / 1000),
  ];
};

/** Puts the drawing into its place, once, and gives it what there is now. */
function draw(element, sagas) {
  if (!element) {
    plot?.destroy();
    plot = host = undefined;
    return;
  }
  if (host !== element) {
    plot?.destroy();
    host = element;
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
  } else plot.setData(pointsOf(sagas));
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
