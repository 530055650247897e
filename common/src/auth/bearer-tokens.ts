import { AccessTokens } from './access-tokens.js';
import { unauthenticated, type Caller, type TokenReader } from './callers.js';
import { type InternalTokens } from './internal-tokens.js';
import { accountsAt, CurrentAccounts } from './current-accounts.js';

/**
 * Identifies the holder of a bearer token at a service's own port. Only access tokens are accepted: browser sessions are for the gateway. A
 * change asks for the current state of the account; a read may use an answer of the last five seconds.
 */
export class BearerTokens {
  readonly #tokens: TokenReader;
  readonly #accounts: CurrentAccounts;

  constructor(tokens: TokenReader, accounts: CurrentAccounts) {
    this.#tokens = tokens;
    this.#accounts = accounts;
  }

  /** Throws 401 for a token that is not valid (any more), 503 when that cannot be checked. */
  async identify(token: string, changing: boolean): Promise<Caller> {
    const { sessionId } = await this.#tokens.read(token);
    if (sessionId !== undefined)
      throw unauthenticated('This is a page’s session; send an access token, or come through the gateway.');
    return changing ? this.#accounts.now(token) : this.#accounts.recent(token);
  }
}

/** The bearer tokens of a service that asks the process that stores the accounts; `urls` are its replicas. */
export const bearerTokens = (urls: readonly string[], internal: InternalTokens): BearerTokens =>
  new BearerTokens(new AccessTokens(urls, internal), new CurrentAccounts(accountsAt(urls, internal)));
