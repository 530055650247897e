import type { Account } from '../domain/account.js';
import { checkCredentials, type Credentials } from './check-credentials.js';
import type { Parts } from './parts.js';

/** Logs a browser in; `token` is the value of its cookie. Throws as `checkCredentials`. */
export async function openSession(
  parts: Pick<Parts, 'users' | 'failures' | 'passwords' | 'addressHash' | 'sessions' | 'tokens'>,
  credentials: Credentials,
): Promise<{ account: Account; token: string }> {
  const account = await checkCredentials(parts, credentials);
  const sessionId = await parts.sessions.begin(account);
  return { account, token: parts.tokens.issueSession(account, sessionId) };
}
