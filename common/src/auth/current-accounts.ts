import { ACCOUNTS } from '@shop/protos/system';
import { SESSION_HEADER, unauthenticated, type Caller } from './callers.js';
import { INTERNAL_CHALLENGE } from './internal-challenge.js';
import { INTERNAL_HEADER, type InternalTokens } from './internal-tokens.js';
import { directGet } from '../http/direct-get.js';
import { unavailable, type Problem } from '../errors.js';
import { seconds, steadyNow } from '../time.js';

/**
 * Asks the process that keeps the accounts whose a token is now, with the role that the account has now. Throws 401 when it is not worth anything
 * any more (logged out, a new password, disabled), 503 when nobody can tell.
 */
export type AskAccount = (token: string) => Promise<Caller>;

/** Where it answers that, to our processes only. */
export const ACCOUNT_PATH = '/internal/session';
/** Where it names the accounts that were disabled within the life of an access token. */
export const DISABLED_PATH = '/internal/disabled-accounts';

/** How old an answer may be that a read rests on, milliseconds. A change rests on none. */
const TRUST_MS = seconds(5);
const MOST_KEPT = 10_000;

/** Answers about tokens: reads may rest on one of the last five seconds, changes ask again. */
export class CurrentAccounts {
  readonly #ask: AskAccount;
  readonly #known = new Map<string, { caller: Caller; until: number }>();
  readonly #asking = new Map<string, Promise<Caller>>();

  constructor(ask: AskAccount) {
    this.#ask = ask;
  }

  /** Whose a token is, or was at most five seconds ago. Throws as `AskAccount`. */
  async recent(token: string): Promise<Caller> {
    const known = this.#known.get(token);
    if (known && known.until > steadyNow()) return known.caller;
    const asked = this.#asking.get(token) ?? this.now(token).finally(() => this.#asking.delete(token));
    this.#asking.set(token, asked);
    return asked;
  }

  /** Whose a token is, asked after this call began. Throws as `AskAccount`. */
  async now(token: string): Promise<Caller> {
    // an answer is as old as its question
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

/** What such an answer means. Throws as `AskAccount`. */
export function readAccount({ status, challenge, body }: { status: number; challenge: unknown; body: string }): Caller {
  if ((status === 401 && challenge !== INTERNAL_CHALLENGE) || status === 403)
    throw unauthenticated('This log-in was ended; log in again.');
  const { userId, role } = (status === 200 ? JSON.parse(body) : {}) as Partial<Caller>;
  if (typeof userId !== 'string' || !role) throw cannotTell(new Error(`${ACCOUNTS.process} answered ${status}`));
  return { userId, role };
}

/** 503: a session that cannot be checked grants nothing. */
export const cannotTell = (cause: unknown): Problem =>
  unavailable('Whether this log-in still holds cannot be asked at the moment; try again shortly.', cause, 2);

const LONGEST_MS = seconds(2);

/** Asks one of its replicas after the other, two seconds in all. */
export const accountsAt =
  (urls: readonly string[], internal: InternalTokens): AskAccount =>
  async (token) => {
    let last: unknown;
    for (const base of urls)
      try {
        // one that hangs must leave time for the next
        const signal = AbortSignal.timeout(LONGEST_MS / urls.length);
        const headers = { [INTERNAL_HEADER]: internal.issue(ACCOUNTS.process), [SESSION_HEADER]: token };
        const answer = await directGet(new URL(ACCOUNT_PATH, base), { headers, signal });
        if (answer.status < 500) return readAccount({ ...answer, challenge: answer.headers['www-authenticate'] });
        last = new Error(`${ACCOUNTS.process} answered ${answer.status}`);
      } catch (error) {
        if ((error as Partial<Problem>).status !== undefined) throw error;
        last = error;
      }
    throw cannotTell(last);
  };
