const COUNTS: Record<string, number> = { usual: 1_000, full: 10_000 };

/**
 * How many seeds a simulation tries: SEEDS, or 1,000 in CI, 10,000 at night (MATRIX) and 300 in `npm test`. Each planted bug
 * has to be found in the first 300, so `npm test` finds such a bug too.
 */
export const seeds = Number(process.env['SEEDS'] ?? COUNTS[process.env['MATRIX'] ?? ''] ?? 300);

/** Simulates the first 150 seeds once for the tests that share them. */
export function simulatedOnce<Simulated>(simulate: (seed: number) => Promise<Simulated>) {
  const first = new Map<number, Promise<Simulated>>();
  return (seed: number): Promise<Simulated> => {
    const simulated = first.get(seed) ?? simulate(seed);
    if (seed <= 150) first.set(seed, simulated);
    return simulated;
  };
}
