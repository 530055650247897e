import { unauthenticated } from '@shop/common/auth/callers';
import { accountsUnavailable } from '@shop/common/auth/current-accounts';
import type { Logger } from '@shop/common/logging/logger';
import { subscribe, type Subscription } from '@shop/common/redis/broadcasts';
import { CHANNELS, type AccountDisabledEvent } from '@shop/protos/channels';
import { every, seconds } from '@shop/common/time';
import type { Redis } from 'ioredis';

/** Asks user-service which accounts were disabled within the lifetime of an access token. Rejects while user-service is unavailable. */
export type AskDisabled = () => Promise<readonly string[]>;

const REFRESH_MS = seconds(2);

/**
 * The disabled accounts, whose access tokens are no longer accepted. Checking a customer's request needs no call. The list is read from
 * user-service every two seconds and updated in between by its broadcasts (decision 0047). While user-service is unavailable it cannot
 * disable accounts either, so the last list stays valid; without any list every request is refused.
 */
export class DisabledAccounts {
  readonly #ask: AskDisabled;
  readonly #stop: () => Promise<void>;
  #ids: ReadonlySet<string> | undefined;
  /** Accounts from broadcasts, with the number of the last read that began before: its result may not contain them. */
  readonly #heard = new Map<string, number>();
  #asked = 0;
  #answered = 0;
  #first: Promise<void>;

  constructor(ask: AskDisabled, refreshMs = REFRESH_MS) {
    this.#ask = ask;
    this.#first = this.refresh();
    this.#stop = every(refreshMs, () => this.refresh());
  }

  /** Resolves when the first read has succeeded or failed. Never rejects. */
  known(): Promise<void> | undefined {
    return this.#ids ? undefined : this.#first;
  }

  /** Throws 401 for the holder of a disabled account, 503 before the first list is known. */
  refuse(userId: string): void {
    if (this.#ids?.has(userId) || this.#heard.has(userId))
      throw unauthenticated('This account was disabled; ask an administrator.');
    if (!this.#ids) throw accountsUnavailable(new Error('user-service has not told yet which accounts were disabled'));
  }

  /** Treats an account as disabled at once, until a later read from user-service says otherwise. */
  hear(userId: string): void {
    this.#heard.set(userId, this.#asked);
  }

  /** Reads the list now. Never rejects. */
  async refresh(): Promise<void> {
    const turn = ++this.#asked;
    const ids = await this.#ask().catch(() => undefined);
    // the answer to an earlier read may arrive later
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
 * Passes user-service's broadcasts to `disabled`, also after Redis was unavailable. `redis` is a subscriber's connection. Resolves once it
 * is subscribed; undefined when the connection was ended before.
 */
export async function subscribeToDisabled(
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
