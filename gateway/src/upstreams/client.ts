/** The client for whom a call is made; an AbortController would cost several times as much. */
export class Client {
  #left = false;
  #stop: (() => void) | undefined;

  /** Cancels the work that is done for it. */
  leave(): void {
    this.#left = true;
    this.#stop?.();
  }

  /** Calls `stop`, instead of any earlier callback, when the client disconnects; at once if it already has. */
  whenLeft(stop: () => void): void {
    this.#stop = stop;
    if (this.#left) stop();
  }
}
