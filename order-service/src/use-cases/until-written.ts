import { changedByMany } from '../domain/refusals.js';

const ROUNDS = 20;

/**
 * Repeats reading, judging and writing until no other writer was faster: calls `attempt`, with the number of the round from 0, until it
 * returns a value. `null` and `undefined` mean that its write lost. Throws 503 after twenty rounds, and what `attempt` throws.
 */
export async function untilWritten<T extends object | true>(
  attempt: (round: number) => Promise<T | null | undefined>,
): Promise<T> {
  for (let round = 0; round < ROUNDS; round++) {
    const done = await attempt(round);
    if (done) return done;
  }
  throw changedByMany();
}
