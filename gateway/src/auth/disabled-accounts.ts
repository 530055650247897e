import { unauthenticated } from '@shop/common/auth/callers';
import { cannotTell } from '@shop/common/auth/current-accounts';
import type { Logger } from '@shop/common/logging/logger';
import { subscribe, type Subscription } from '@shop/common/redis/broadcasts';
import { CHANNELS, type AccountDisabledEvent } from '@shop/protos/channels';
import { every, seconds } from '@shop/common/time';
import type { Redis } from 'ioredis';

/** Asks user-service which accounts were disabled within the life of an access token. Rejects while it cannot be asked. */
export type AskDisabled = () => Promise<readonly string[]>;

const REFRESH_MS = seconds(2);

/**
 * The accounts whose access tokens are worth nothing any more: a customer's request costs no question of its own.
 * user-service is asked every two seconds, and tells in between by broadcast (decision 0047). While it cannot be asked
 * nobody can be disabled either, and the last list holds; without any list nobody is let in.
 */
export class DisabledAccounts {
  readonly #ask: AskDisabled;
  readonly #stop: () => Promise<void>;
  #ids: ReadonlySet<string> | undefined;
  /** Those heard of, with the number of the last question asked before: its answer may not name them. */
  readonly #heard = new Map<string, number>();
  #asked = 0;
  #answered = 0;
  #first: Promise<void>;

  constructor(ask: AskDisabled, refreshMs = REFRESH_MS) {
    this.#ask = ask;
    this.#first = this.refresh();
    this.#stop = every(refreshMs, () => this.refresh());
  }

  /** Resolves when `refuse` can tell, or could not find out. Never rejects. */
  known(): Promise<void> | undefined {
    return this.#ids ? undefined : this.#first;
  }

  /** Throws 401 for the holder of an account that was disabled, 503 before anything is known. */
  refuse(userId: string): void {
    if (this.#ids?.has(userId) || this.#heard.has(userId))
      throw unauthenticated('This account was disabled; ask an administrator.');
    if (!this.#ids) throw cannotTell(new Error('user-service has not told yet which accounts were disabled'));
  }

  /** Trusts at once that an account was disabled, until user-service says otherwise when it is asked after this. */
  hear(userId: string): void {
    this.#heard.set(userId, this.#asked);
  }

  /** Asks now. Never rejects. */
  async refresh(): Promise<void> {
    const turn = ++this.#asked;
    const ids = await this.#ask().catch(() => undefined);
    // an answer to an earlier question may come later
    if (!ids || turn < this.#answered) return;
    this.#answered = turn;
    this.#ids = new Set(ids);
    for (const [id, askedBefore] of this.#heard) if (askedBefore < turn) this.#heard.delete(id);
  }

  close(): Promise<void> {
    return this.#stop();
  }
}

/**
 * Has `disabled` hear what user-service broadcasts, also after Redis was away. `redis` is a subscriber's connection.
 * Resolves once it listens; undefined when that was ended first.
 */
export async function hearDisabled(
  redis: Redis,
  disabled: DisabledAccounts,
  logger: Logger,
): Promise<Subscription | undefined> {
  try {
    return await subscribe<AccountDisabledEvent>(redis, CHANNELS.disabled, {
      logger,
      onEvent: ({ userId }) => disabled.hear(userId),
      onGap: () => void disabled.refresh(),
    });
  } catch (error) {
    logger.debug('Disabled accounts are not listened for', { error });
    return undefined;
  }
}
