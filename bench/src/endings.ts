/** Lets a caller wait for the end of a saga that another part of the process hears of. */
export class Endings<Ending> {
  readonly #waiting = new Map<string, (ending: Ending) => void>();

  /** Resolves with what `tell` says of this id; ask before it is begun. */
  of(id: string): Promise<Ending> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  tell(id: string, ending: Ending): void {
    this.#waiting.get(id)?.(ending);
    this.#waiting.delete(id);
  }
}
