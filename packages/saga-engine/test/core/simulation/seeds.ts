/**
 * How many seeds a simulation tries: SEEDS, or 2,000 in CI (MATRIX) and 300 otherwise. Each planted bug has to be found in
 * the first 300, so `npm test` finds such a bug too.
 */
export const seeds = Number(process.env['SEEDS'] ?? (process.env['MATRIX'] ? 2_000 : 300));

/** The first 150 seeds are looked at by several tests, and simulated once. */
export function simulatedOnce<Simulated>(simulate: (seed: number) => Promise<Simulated>) {
  const first = new Map<number, Promise<Simulated>>();
  return (seed: number): Promise<Simulated> => {
    const simulated = first.get(seed) ?? simulate(seed);
    if (seed <= 150) first.set(seed, simulated);
    return simulated;
  };
}
