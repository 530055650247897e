/** The only history to try, SEED; its test prints what happened. */
export const only = process.env['SEED'];
/** How many histories are tried, SEEDS. */
export const seeds = Number(process.env['SEEDS'] ?? 40);
/** The longest time that they may take, milliseconds. */
export const longest = Math.max(60_000, 3_000 * seeds);

/** As many broken histories as are worth reading. */
const ENOUGH = 3;

/** Tries the histories; returns what is broken in the first of them. `violations` returns that of one, each in a sentence. */
export async function brokenHistories(violations: (seed: number) => Promise<string[]>): Promise<string[]> {
  const broken: string[] = [];
  for (let seed = Number(only ?? 1); seed <= Number(only ?? seeds) && broken.length < ENOUGH; seed++) {
    const found = await violations(seed).catch((error: unknown) => {
      throw new Error(`SEED=${seed}: ${String(error)}`, { cause: error });
    });
    if (found.length > 0) broken.push(`SEED=${seed}: ${found.join('; ')}`);
  }
  return broken;
}
