import type { ChaosResult } from './run.js';

const WIDTH = 1200;
const HEIGHT = 380;
const LEFT = 50;
const RIGHT = 25;
const TOP = 40;
const BOTTOM = 40;

const COLOURS: Record<string, string> = {
  kill: '#c62828',
  wipe: '#ad1457',
  pause: '#6a1b9a',
  cut: '#ef6c00',
  delay: '#f9a825',
  'black hole': '#37474f',
  'one way': '#00838f',
  'half-open': '#5d4037',
};

/** An SVG chart of the orders accepted and ended in each second, with a line for each fault in the colour of its kind. */
export function picture({ beganAt, records, stored, faults, options }: ChaosResult): string {
  const second = (at: number) => Math.max(0, Math.floor((at - beganAt.getTime()) / 1000));
  const taken = records.flatMap(({ placed }) => (placed ? [second(placed.at)] : []));
  const ended = stored.map(({ updatedAt }) => second(Date.parse(updatedAt)));
  const length = Math.max(1, ...taken, ...ended, Math.ceil(options.durationMs / 1000)) + 1;
  const rates = [taken, ended].map((times) => perSecond(times, length));
  const most = Math.max(1, ...rates.flat());
  const x = (seconds: number) => round(LEFT + (seconds / length) * (WIDTH - LEFT - RIGHT));
  const y = (rate: number) => round(HEIGHT - BOTTOM - (rate / most) * (HEIGHT - TOP - BOTTOM));
  const line = (rate: readonly number[]) => rate.map((value, index) => `${x(index + 0.5)},${y(value)}`).join(' ');
  const marks = faults.map(({ atMs, fault }) => {
    const colour = COLOURS[fault.kind] ?? '#000';
    const at = x(atMs / 1000);
    return `<line x1="${at}" x2="${at}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="${colour}" opacity="0.45"><title>${fault.kind} ${fault.target}</title></line>`;
  });
  const used = [...new Set(faults.map(({ fault }) => fault.kind))];
  const key = used.map(
    (kind, index) =>
      `<text x="${LEFT + 320 + index * 105}" y="20" fill="${COLOURS[kind] ?? '#000'}">${kind} × ${faults.filter(({ fault }) => fault.kind === kind).length}</text>`,
  );
  const ticks = Array.from({ length: 11 }, (_, index) => Math.round((index * length) / 10));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="20" fill="#1565c0">orders taken a second</text><text x="${LEFT + 160}" y="20" fill="#2e7d32">orders ended a second</text>
${key.join('')}
${marks.join('\n')}
<polyline fill="none" stroke="#1565c0" stroke-width="1.5" points="${line(rates[0]!)}"/>
<polyline fill="none" stroke="#2e7d32" stroke-width="1.5" points="${line(rates[1]!)}"/>
<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(0)}" y2="${y(0)}" stroke="#000"/>
<text x="10" y="${y(most) + 4}">${most}</text><text x="10" y="${y(0) + 4}">0</text>
${ticks.map((at) => `<text x="${x(at)}" y="${HEIGHT - 20}" text-anchor="middle">${at} s</text>`).join('')}
</svg>
`;
}

const round = (value: number) => Math.round(value * 10) / 10;

function perSecond(times: readonly number[], length: number): number[] {
  const rate = Array.from({ length }, () => 0);
  for (const at of times) if (at < length) rate[at]! += 1;
  return rate;
}
