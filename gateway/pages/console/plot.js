import { html } from '/assets/shared/html.js';
import { Component } from '/assets/vendor/preact.js';
import uPlot from '/assets/vendor/uplot.js';
import { t } from '/assets/console/words.js';

const HEIGHT = 150;
/** Steps between ticks where half of one means nothing. */
const WHOLE = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 10 }, (_, power) => step * 10 ** power))
  .sort((a, b) => a - b);
const dark = matchMedia('(prefers-color-scheme: dark)');

/**
 * One chart with a legend of its latest values. `data` as uPlot takes it (times in seconds first), `lines` name, class (its colour) and
 * `show` (a value as text) of each series; `bars` stacks nothing but draws columns; `whole` has ticks at whole numbers only.
 */
export class Plot extends Component {
  #plot;
  #box;
  #swatches = [];

  #draw = () => {
    this.#plot?.destroy();
    const { data, lines, bars, show, whole } = this.props;
    const ink = getComputedStyle(this.#box).color;
    const axis = { stroke: ink, grid: { stroke: ink, width: 0.15 }, ticks: { show: false } };
    this.#plot = new uPlot(
      {
        width: Math.max(this.#box.clientWidth, 200),
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { range: timesOf }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
        axes: [
          { ...axis, space: 80, size: 30, values: clocks },
          { ...axis, size: 70, values: (_, ticks) => ticks.map(show), ...(whole ? { incrs: WHOLE } : {}) },
        ],
        series: [
          {},
          ...lines.map((line, index) => {
            const stroke = getComputedStyle(this.#swatches[index]).color;
            const columns = bars ? { paths: uPlot.paths.bars({ size: [0.8, 20] }), fill: stroke } : {};
            return { stroke, width: 2, points: { show: data[0].length < 2 }, ...columns };
          }),
        ],
      },
      data,
      this.#box,
    );
  };
  #fit = () => this.#plot?.setSize({ width: Math.max(this.#box.clientWidth, 200), height: HEIGHT });

  componentDidMount() {
    this.#draw();
    dark.addEventListener('change', this.#draw);
    window.addEventListener('resize', this.#fit);
  }
  componentDidUpdate() {
    this.#plot?.setData(this.props.data);
  }
  componentWillUnmount() {
    dark.removeEventListener('change', this.#draw);
    window.removeEventListener('resize', this.#fit);
    this.#plot?.destroy();
  }

  render({ title, data, lines, show }) {
    const latest = (index) => {
      const value = data[index + 1].at(-1);
      return value === null || value === undefined ? t('none') : show(value);
    };
    return html`<figure>
      <figcaption>${title}</figcaption>
      <div
        class="plot"
        role="img"
        aria-label=${`${title}: ${lines.map(({ name }, index) => `${name} ${latest(index)}`).join(', ')}`}
        ref=${(element) => (this.#box = element ?? this.#box)}
      ></div>
      <p class="legend">
        ${lines.map(
          ({ name, kind }, index) =>
            html`<span key=${name}
              ><i class=${kind} aria-hidden="true" ref=${(element) => (this.#swatches[index] = element)}></i>
              ${name}${' '} <b class="number">${latest(index)}</b></span
            >`,
        )}
      </p>
    </figure>`;
  }
}

/** The times of the chart: those of its samples, and at least five minutes: right after a start there is only one. */
const timesOf = ({ data: [times] }) => {
  const end = times.at(-1) ?? Date.now() / 1000;
  return [Math.min(times[0] ?? end, end - 300), end];
};

const clocks = (_, ticks) => {
  const times = ticks.map((tick) => new Date(tick * 1000).toISOString().slice(11, 19));
  return times.every((time) => time.endsWith(':00')) ? times.map((time) => time.slice(0, 5)) : times;
};
