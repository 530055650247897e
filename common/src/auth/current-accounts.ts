import { ACCOUNTS } from '@shop/protos/system';
import { SESSION_HEADER, unauthenticated, type Caller } from './callers.js';
import { INTERNAL_CHALLENGE } from './internal-challenge.js';
import { INTERNAL_HEADER, type InternalTokens } from './internal-tokens.js';
import { directGet } from '../http/direct-get.js';
import { unavailable, type Problem } from '../errors.js';
import { seconds, steadyNow } from '../time.js';

/**
 * Asks the process that stores the accounts who holds a token, with the current role of the account. Throws 401 when the token is no longer
 * valid (logged out, a new password, disabled), 503 when that cannot be checked.
 */
export type AskAccount = (token: string) => Promise<Caller>;

/** The path of that request, for our processes only. */
export const ACCOUNT_PATH = '/internal/session';
/** The path of the list of accounts that were disabled within the lifetime of an access token. */
export const DISABLED_PATH = '/internal/disabled-accounts';

/** The maximum age of an answer that a read may use, milliseconds. A change always asks again. */
const TRUST_MS = seconds(5);
const MOST_KEPT = 10_000;

/** Caches answers about tokens: reads may use an answer of the last five seconds, changes ask again. */
export class CurrentAccounts {
  readonly #ask: AskAccount;
  readonly #known = new Map<string, { caller: Caller; until: number }>();
  readonly #asking = new Map<string, Promise<Caller>>();

  constructor(ask: AskAccount) {
    this.#ask = ask;
  }

  /** Returns who holds a token, or held it at most five seconds ago. Throws as `AskAccount`. */
  async recent(token: string): Promise<Caller> {
    const known = this.#known.get(token);
    if (known && known.until > steadyNow()) return known.caller;
    const asked = this.#asking.get(token) ?? this.now(token).finally(() => this.#asking.delete(token));
    this.#asking.set(token, asked);
    return asked;
  }

  /** Returns who holds a token, asked after this call began. Throws as `AskAccount`. */
  async now(token: string): Promise<Caller> {
    // the age of an answer counts from its request
    const until = steadyNow() + TRUST_MS;
    try {
      const caller = await this.#ask(token);
      if (this.#known.size >= MOST_KEPT) this.#known.clear();
      this.#known.set(token, { caller, until });
      return caller;
    } catch (error) {
      if ((error as Partial<Problem>).status! < 500) this.#known.delete(token);
      throw error;
    }
  }

  /** Forgets earlier answers about this token: its session is being ended. */
  forget(token: string): void {
    this.#known.delete(token);
  }
}

/** Converts such an answer to the caller. Throws as `AskAccount`. */
export function readAccount({ status, challenge, body }: { status: number; challenge: unknown; body: string }): Caller {
  if ((status === 401 && challenge !== INTERNAL_CHALLENGE) || status === 403)
    throw unauthenticated('This log-in was ended; log in again.');
  const { userId, role } = (status === 200 ? JSON.parse(body) : {}) as Partial<Caller>;
  if (typeof userId !== 'string' || !role)
    throw accountsUnavailable(new Error(`${ACCOUNTS.process} answered ${status}`));
  return { userId, role };
}

/** 503: a session that cannot be checked grants nothing. */
export const accountsUnavailable = (cause: unknown): Problem =>
  unavailable('Whether this log-in still holds cannot be asked at the moment; try again shortly.', cause, 2);

const LONGEST_MS = seconds(2);

/** Asks its replicas one after the other, for two seconds in total. */
export const accountsAt =
  (urls: readonly string[], internal: InternalTokens): AskAccount =>
  async (token) => {
    let last: unknown;
    for (const base of urls)
      try {
        // a replica that hangs must leave time for the next one
        const signal = AbortSignal.timeout(LONGEST_MS / urls.length);
        const headers = { [INTERNAL_HEADER]: internal.issue(ACCOUNTS.process), [SESSION_HEADER]: token };
        const answer = await directGet(new URL(ACCOUNT_PATH, base), { headers, signal });
        if (answer.status < 500) return readAccount({ ...answer, challenge: answer.headers['www-authenticate'] });
        last = new Error(`${ACCOUNTS.process} answered ${answer.status}`);
      } catch (error) {
        if ((error as Partial<Problem>).status !== undefined) throw error;
        last = error;
      }
    throw accountsUnavailable(last);
  };
