import { makeRefreshToken } from '../crypto/refresh-token.js';
import { ACCESS_TOKEN_LIFE } from '../domain/lifetimes.js';
import { checkCredentials, type Credentials } from './check-credentials.js';
import type { Parts } from './parts.js';

/** The answer of a log-in or a refresh; `expiresIn` is the access token's lifetime in seconds. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
}

/** The answer of a log-in. */
export const tokenPair = (accessToken: string, refreshToken: string): TokenPair => ({
  accessToken,
  refreshToken,
  tokenType: 'Bearer',
  expiresIn: ACCESS_TOKEN_LIFE / 1000,
});

/** Begins a family of refresh tokens. Throws as `checkCredentials`. */
export async function logIn(
  parts: Pick<Parts, 'users' | 'failures' | 'passwords' | 'addressHash' | 'families' | 'tokens'>,
  credentials: Credentials,
): Promise<TokenPair> {
  const account = await checkCredentials(parts, credentials);
  const refreshToken = makeRefreshToken();
  await parts.families.begin(refreshToken, account);
  return tokenPair(parts.tokens.issueAccess(account), refreshToken.text);
}
