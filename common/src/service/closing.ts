/** What has to be freed when a process ends, or when its start fails half way. */
export class Closing {
  #frees: (() => unknown)[] = [];

  /** Frees this before everything that was added earlier. */
  add(...frees: readonly (() => unknown)[]): void {
    this.#frees.unshift(...frees);
  }

  /**
   * Frees everything, one after the other, even when some of it fails; it then rejects with the first error. A second call does nothing.
   */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const free of this.#frees.splice(0)) {
      try {
        await free();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
