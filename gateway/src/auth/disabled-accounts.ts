import { unauthenticated } from '@shop/common/auth/callers';
import { every, seconds } from '@shop/common/time';

/** Asks user-service which accounts were disabled within the life of an access token. Rejects while it cannot be asked. */
export type AskDisabled = () => Promise<readonly string[]>;

const REFRESH_MS = seconds(2);

/**
 * The accounts whose access tokens are worth nothing any more, asked for every two seconds: so that a customer's request
 * costs no question of its own. While user-service cannot be asked nobody can be disabled either, and the last list holds.
 */
export class DisabledAccounts {
  readonly #ask: AskDisabled;
  readonly #stop: () => Promise<void>;
  #ids: ReadonlySet<string> = new Set();
  #asked = 0;

  constructor(ask: AskDisabled, refreshMs = REFRESH_MS) {
    this.#ask = ask;
    void this.refresh();
    this.#stop = every(refreshMs, () => this.refresh());
  }

  /** Throws 401 for the holder of an account that was disabled. */
  refuse(userId: string): void {
    if (this.#ids.has(userId)) throw unauthenticated('This account was disabled; ask an administrator.');
  }

  /** Asks now. Never rejects. */
  async refresh(): Promise<void> {
    const turn = ++this.#asked;
    const ids = await this.#ask().catch(() => undefined);
    // an answer to an earlier question may come later
    if (ids && turn === this.#asked) this.#ids = new Set(ids);
  }

  close(): Promise<void> {
    return this.#stop();
  }
}
