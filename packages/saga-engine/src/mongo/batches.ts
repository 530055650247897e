/**
 * A batch of this size is sent at once: one process then works on it while the other builds the next. With all 64 concurrent sagas in one
 * batch they would take turns instead (measured: 15 % fewer sagas a second).
 */
const LARGEST = 16;

/** One item of a batch failed; the others did not. */
export class Failed {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/**
 * Collects the items of one turn of the event loop and hands them over together. The cost of a journal is round trips: sagas that append in
 * the same turn share one. An item rejects with what `handOver` throws, or with its own failure.
 */
export function inBatches<Item, Result>(
  handOver: (items: readonly Item[]) => Promise<readonly (Result | Failed)[]>,
): (item: Item) => Promise<Result> {
  let waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    handOver(batch.map(({ item }) => item)).then(
      (results) =>
        batch.forEach(({ resolve, reject }, i) => {
          const result = results[i]!;
          if (result instanceof Failed) reject(result.error);
          else resolve(result);
        }),
      (error: unknown) => batch.forEach(({ reject }) => reject(error)),
    );
  };
  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ item, resolve, reject });
      if (waiting.length === LARGEST) flush();
    });
}

/**
 * Hands a batch over as a whole; when that fails because of what may be a single item, each item alone, so that the others get their own
 * result. `handOver` must be harmless when it is called twice. Throws when the store is unreachable.
 */
export async function eachAlone<Item, Result>(
  items: readonly Item[],
  handOver: (items: readonly Item[]) => Promise<readonly Result[]>,
  isAway: (error: unknown) => boolean,
): Promise<readonly (Result | Failed)[]> {
  try {
    return await handOver(items);
  } catch (error) {
    if (items.length === 1 || isAway(error)) throw error;
    const answers = await Promise.allSettled(items.map((item) => handOver([item])));
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value[0]! : new Failed(answer.reason)));
  }
}
