/** The client for whom a call is made; an AbortController does the same at several times the cost. */
export class Client {
  #left = false;
  #stop: (() => void) | undefined;

  /** Ends what is done for it. */
  leave(): void {
    this.#left = true;
    this.#stop?.();
  }

  /** Calls `stop`, in the place of what was given before, when the client leaves; at once if it has left. */
  whenLeft(stop: () => void): void {
    this.#stop = stop;
    if (this.#left) stop();
  }
}
