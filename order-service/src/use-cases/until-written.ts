import { changedByMany } from '../domain/refusals.js';

const ROUNDS = 20;

/**
 * Reads, judges and writes again until nobody else wrote in between: calls `attempt`, with the number of the round from 0, until it answers
 * something. What it answers `null` or `undefined` for is a write that lost. Throws 503 after twenty rounds, and what `attempt` throws.
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
