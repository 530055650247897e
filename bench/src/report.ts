import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bars } from './bars.js';
import { median } from './load.js';
import { machine } from './machine.js';
import type { Results, Round } from './rounds.js';
import { takeWarmUps } from './warm-up.js';

/** A ratio to watch; `aim` is the lowest acceptable value. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly aim?: number;
}

export interface Report {
  /** Name of the files. */
  readonly name: string;
  /** The unit of one call: `saga`, `order`, `request`. */
  readonly unit: string;
  readonly results: Results;
  readonly ratios?: readonly Ratio[];
  /** The peak memory of each process, MiB. */
  readonly peakMiB?: Readonly<Record<string, number>>;
  /** Additional facts to print. */
  readonly facts?: readonly string[];
}

const folder = fileURLToPath(new URL('../results/', import.meta.url));

/** The median of a figure over the rounds. */
export const middle = (results: Results, phase: string, figure: 'perSecond' | 'p50' | 'p99' | 'p999'): number =>
  median((results.get(phase) ?? []).map((round) => round[figure]));

/**
 * The rate of one phase relative to another's: the median of the ratios of each round, because a disturbance affects both phases of a
 * round.
 */
export function rateRatio(name: string, results: Results, [of, to]: [string, string], aim?: number): Ratio {
  const [ours, theirs] = [results.get(of) ?? [], results.get(to) ?? []];
  const value = median(ours.map(({ perSecond }, round) => perSecond / (theirs[round]?.perSecond ?? NaN)));
  return { name, value, ...(aim === undefined ? {} : { aim }) };
}

/** Prints a text and writes it to `results/<name>.md`, with its picture (SVG) if there is one. */
export function record(name: string, text: string, picture?: string): void {
  console.log(text);
  mkdirSync(folder, { recursive: true });
  const shown = picture === undefined ? '' : `![${name}](${name}.svg)\n\n`;
  writeFileSync(`${folder}${name}.md`, `# ${name}\n\n${shown}${machine()}\n\n${text}\n`);
  if (picture !== undefined) writeFileSync(`${folder}${name}.svg`, picture);
}

/** Prints the table and writes `results/<name>.json`, `.md` and a chart of the rates, `.svg`. */
export function publish({ name, unit, results, ratios = [], peakMiB, facts = [] }: Report): void {
  const head = [machine(), ...facts, ...takeWarmUps()].join('\n\n');
  const text = [head, table(unit, results), ...ratios.map(sentence), ...(peakMiB ? [memory(peakMiB)] : [])].join(
    '\n\n',
  );
  console.log(text);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.md`, `# ${name}\n\n![${unit}s a second](${name}.svg)\n\n${text}\n`);
  const json = { machine: machine(), facts, rounds: Object.fromEntries(results), ratios, peakMiB };
  const exact = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(json, exact)}\n`);
  const rates = [...results].map(([phase, rounds]) => ({
    label: phase,
    value: middle(results, phase, 'perSecond'),
    least: Math.min(...rounds.map(({ perSecond }) => perSecond)),
    most: Math.max(...rounds.map(({ perSecond }) => perSecond)),
  }));
  writeFileSync(`${folder}${name}.svg`, bars(`${unit}s a second: median, least and most of the rounds`, rates));
}

function table(unit: string, results: Results): string {
  const rows = [...results].map(([phase, rounds]) => {
    const rates = rounds.map(({ perSecond }) => Math.round(perSecond));
    const [p50, p99, p999] = (['p50', 'p99', 'p999'] as const).map((q) => middle(results, phase, q).toFixed(1));
    const rate = `${Math.round(middle(results, phase, 'perSecond'))} (${Math.min(...rates)}–${Math.max(...rates)})`;
    return `| ${phase} | ${rate} | ${p50} | ${p99} | ${p999} | ${byProcess(rounds, 'cpu', 1)} | ${byProcess(rounds, 'written', 1024)} |`;
  });
  return [
    `| what | ${unit}s/s (least–most) | p50 ms | p99 ms | p99.9 ms | CPU ms a ${unit} | KiB written a ${unit} |`,
    '| --- | ---: | ---: | ---: | ---: | --- | --- |',
    ...rows,
  ].join('\n');
}

/** `name 1.23, other 0.45`, largest first, negligible values left out. */
function byProcess(rounds: readonly Round[], figure: 'cpu' | 'written', per: number): string {
  return Object.keys(rounds[0]?.[figure] ?? {})
    .map((process) => ({ process, value: median(rounds.map((round) => round[figure][process]!)) / per }))
    .filter(({ value }) => value >= 0.005)
    .sort((a, b) => b.value - a.value)
    .map(({ process, value }) => `${process} ${value.toFixed(value < 10 ? 2 : 1)}`)
    .join(', ');
}

const sentence = ({ name, value, aim }: Ratio): string => {
  const wanted = aim === undefined ? '' : ` (aim ${percent(aim)}: ${value >= aim ? 'reached' : 'missed'})`;
  return `${name}: **${percent(value)}**${wanted}`;
};
const percent = (part: number) => `${Math.round(part * 100)} %`;

const memory = (peak: Readonly<Record<string, number>>) =>
  `Peak memory, MiB: ${Object.entries(peak)
    .map(([process, mib]) => `${process} ${mib}`)
    .join(', ')}`;
