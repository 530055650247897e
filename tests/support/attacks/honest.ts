/** By how much an attack may delay the answer to an honest request, milliseconds. */
export const LATER_MS = 1_000;
const TRIES = 3;

/**
 * By how much an attack delays honest requests, milliseconds: the longest during and after it, less the longest before it.
 * `honest` sends a hundred requests and returns the longest time; it is repeated until the attack is over. The least of three
 * tries, since other work on the machine also delays requests.
 */
export async function delayBy(attack: () => Promise<void>, honest: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let tries = 0; tries < TRIES && least >= LATER_MS; tries++) {
    const usual = await honest();
    let isOver = false;
    const attacked = attack().finally(() => (isOver = true));
    let longest = 0;
    const during = async () => {
      while (!isOver) longest = Math.max(longest, await honest());
    };
    await Promise.all([attacked, during()]);
    least = Math.min(least, Math.max(longest, await honest()) - usual);
  }
  return least;
}
