export interface Line {
  readonly label: string;
  /** x and y, by x. */
  readonly points: readonly (readonly [number, number])[];
}

const [width, height, left, right, top, bottom] = [900, 420, 60, 170, 50, 40];
const colours = ['#4a7fb5', '#c2662d', '#3f8f5b', '#8a5fb0', '#b0444f', '#6b6b6b', '#b08f2e', '#3a9a9a'];
/** The minimum distance between two labels, so that lines that end close to each other can be distinguished. */
const apart = 16;

/** A line chart (SVG), each line labelled at its end; both axes begin at zero. */
export function lines(title: string, across: string, all: readonly Line[]): string {
  const points = all.flatMap((line) => line.points);
  const mostX = Math.max(...points.map(([px]) => px), 1e-9);
  const mostY = Math.max(...points.map(([, py]) => py), 1e-9);
  const x = (value: number) => (left + (value / mostX) * (width - left - right)).toFixed(1);
  const y = (value: number) => height - bottom - (value / mostY) * (height - top - bottom);
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = part * mostY;
    return `<path d="M${left} ${y(value).toFixed(1)}H${width - right}" stroke="#ddd"/><text x="${left - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value.toFixed(0)}</text>`;
  });
  let free = Number.NEGATIVE_INFINITY;
  const drawn = all
    .map((line, index) => ({ ...line, colour: colours[index % colours.length]!, end: y(line.points.at(-1)![1]) }))
    .sort((a, b) => a.end - b.end)
    .map(({ label, points: path, colour, end }) => {
      free = Math.max(end, free + apart);
      const places = path.map(([px, py]) => `${x(px)},${y(py).toFixed(1)}`).join(' ');
      return `<polyline points="${places}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${width - right + 8}" y="${(free + 4).toFixed(1)}" fill="${colour}">${label}</text>`;
    });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="#555">`,
    `<rect width="100%" height="100%" fill="#fff"/><text x="12" y="24" font-size="15">${title}</text>`,
    ...marks,
    `<text x="${left}" y="${height - 14}">0</text><text x="${width - right}" y="${height - 14}" text-anchor="end">${mostX.toLocaleString('en')} ${across}</text>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}
