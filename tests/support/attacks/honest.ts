/** How much later than without an attack an honest request may be answered, milliseconds. */
export const LATER_MS = 1_000;
const TRIES = 3;

/**
 * How much later honest requests are answered during and after an attack than before it, milliseconds. `honest` makes a
 * hundred of them and gives the longest; it is called again and again until the attack is over. Of three tries the least,
 * for other work on the machine delays both.
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
