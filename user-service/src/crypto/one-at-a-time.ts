/** Runs work one after the other for each key. */
export class OneAtATime {
  readonly #lines = new Map<string, { length: number; end: Promise<unknown> }>();

  /** Returns the result of the work. Throws the error of `refusal` when `most` already wait for the key. */
  async run<T>(key: string, most: number, refusal: () => Error, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { length: 0, end: Promise.resolve() };
    if (line.length > most) throw refusal();
    this.#lines.set(key, line);
    line.length++;
    const done = line.end.then(work);
    line.end = done.catch(() => undefined);
    try {
      return await done;
    } finally {
      if (--line.length === 0) this.#lines.delete(key);
    }
  }
}
