/** Lets a caller wait for the end of a saga that another part of the process is notified of. */
export class Endings<Ending> {
  readonly #waiting = new Map<string, (ending: Ending) => void>();

  /** Resolves with the ending that `resolve` is called with for this id; call it before the saga starts. */
  of(id: string): Promise<Ending> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  resolve(id: string, ending: Ending): void {
    this.#waiting.get(id)?.(ending);
    this.#waiting.delete(id);
  }
}
