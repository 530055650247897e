import type { Progress } from './run.js';

const WIDTH = 30;
const PLAIN_EVERY_MS = 10_000;

/** Shows progress: a bar that redraws itself on a terminal, elsewhere a line every ten seconds. */
export function progressBar(out: NodeJS.WriteStream): (progress: Progress) => void {
  let shownAt = 0;
  return ({ share, answered, faults, doing }) => {
    const text = `${Math.round(share * 100)} %, ${answered} orders answered, ${faults} faults; ${doing}`;
    if (out.isTTY) {
      const full = Math.round(share * WIDTH);
      out.write(`\r\u001b[K[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${text}`.slice(0, out.columns + 4));
    } else if (Date.now() - shownAt >= PLAIN_EVERY_MS) {
      shownAt = Date.now();
      out.write(`${text}\n`);
    }
  };
}
