import { closedLoop } from './load.js';

/** Two successive slices whose rates differ by less than this are steady. */
const STEADY = 0.1;
const MOST_SLICES = 8;

const said: string[] = [];

/** One sentence for each warm-up since the last call, for the report of one benchmark. */
export const takeWarmUps = (): readonly string[] => said.splice(0);

/**
 * Calls `one` in slices of `count`, `inFlight` at a time, until the rates of two successive slices differ by less than a tenth, at most
 * eight slices; records and prints the result. Rejects with the first failure.
 */
export async function warmUp(
  what: string,
  count: number,
  inFlight: number,
  one: () => Promise<unknown>,
): Promise<void> {
  const rates: number[] = [];
  do {
    const { seconds } = await closedLoop(count, inFlight, one);
    rates.push(count / seconds);
  } while (!isSteady(rates) && rates.length < MOST_SLICES);
  const shown = rates.map((rate) => rate.toFixed(0)).join(', ');
  said.push(
    `${what}: ${isSteady(rates) ? 'steady' : 'NOT steady'} after ${rates.length} × ${count} to warm up (${shown} a second).`,
  );
  console.error(said.at(-1));
}

function isSteady(rates: readonly number[]): boolean {
  const [before, last] = rates.slice(-2);
  return before !== undefined && last !== undefined && Math.abs(last / before - 1) < STEADY;
}
