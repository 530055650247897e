export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
}

const row = 26;
const labels = 300;
const width = 900;

/** A bar chart (SVG) of values, each with its range from the least to the greatest. */
export function bars(title: string, values: readonly Bar[]): string {
  const top = Math.max(...values.map(({ most }) => most), 1e-9);
  const x = (value: number) => labels + (value / top) * (width - labels - 90);
  const lines = values.map(({ label, value, least, most }, index) => {
    const y = 40 + index * row;
    const centre = y + row / 2 - 3;
    return [
      `<text x="${labels - 8}" y="${centre + 4}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${labels}" y="${y}" width="${(x(value) - labels).toFixed(1)}" height="${row - 8}" rx="2" fill="#4a7fb5"/>`,
      `<path d="M${x(least).toFixed(1)} ${centre}H${x(most).toFixed(1)}" stroke="#c2662d" stroke-width="2"/>`,
      `<text x="${(x(most) + 6).toFixed(1)}" y="${centre + 4}">${value.toFixed(value < 10 ? 1 : 0)}</text>`,
    ].join('');
  });
  const height = 50 + values.length * row;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="#555">`,
    `<rect width="100%" height="100%" fill="#fff"/><text x="12" y="22" font-size="15">${escaped(title)}</text>`,
    ...lines,
    '</svg>\n',
  ].join('\n');
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
