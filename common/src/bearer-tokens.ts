import { AccessTokens, unauthenticated, type Caller, type InternalTokens, type TokenReader } from './auth.js';
import { accountsAt, CurrentAccounts } from './current-accounts.js';

/**
 * Whose a bearer token is at a service's own port. Only access tokens are taken: a page's session is for the gateway. A
 * change asks whose the token is now, whoever it is; a read by more than a user rests on an answer of the last five seconds;
 * a user's own reads rest on the signature.
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
    const { userId, role, sessionId } = await this.#tokens.read(token);
    if (sessionId !== undefined)
      throw unauthenticated('This is a page’s session; send an access token, or come through the gateway.');
    if (changing) return this.#accounts.now(token);
    return role === 'user' ? { userId, role } : this.#accounts.recent(token);
  }
}

/** Bearer tokens at a service that asks user-service, whose replicas are at `urls`. */
export const bearerTokens = (urls: readonly string[], internal: InternalTokens): BearerTokens =>
  new BearerTokens(new AccessTokens(urls, internal), new CurrentAccounts(accountsAt(urls, internal)));
