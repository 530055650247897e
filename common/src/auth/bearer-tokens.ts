import { AccessTokens } from './access-tokens.js';
import { unauthenticated, type Caller, type TokenReader } from './callers.js';
import { type InternalTokens } from './internal-tokens.js';
import { accountsAt, CurrentAccounts } from './current-accounts.js';

/**
 * Whose a bearer token is at a service's own port. Only access tokens are taken: a page's session is for the gateway. A
 * change asks whose the token is now; a read rests on an answer of the last five seconds.
 */
export class BearerTokens {
  readonly #tokens: TokenReader;
  readonly #accounts: CurrentAccounts;

  constructor(tokens: TokenReader, accounts: CurrentAccounts) {
    this.#tokens = tokens;
    this.#accounts = accounts;
  }

  /** Throws 401 for a token that is not valid (any more), 503 when that cannot be told. */
  async identify(token: string, changing: boolean): Promise<Caller> {
    const { sessionId } = await this.#tokens.read(token);
    if (sessionId !== undefined)
      throw unauthenticated('This is a page’s session; send an access token, or come through the gateway.');
    return changing ? this.#accounts.now(token) : this.#accounts.recent(token);
  }
}

/** Bearer tokens at a service that asks the process that keeps the accounts, whose replicas are at `urls`. */
export const bearerTokens = (urls: readonly string[], internal: InternalTokens): BearerTokens =>
  new BearerTokens(new AccessTokens(urls, internal), new CurrentAccounts(accountsAt(urls, internal)));
