import type { Role } from '@shop/common/auth/callers';
import { accountDisabled, badAccessToken } from '../domain/refusals.js';
import type { Parts } from './parts.js';

/**
 * Returns the holder of an access token or a session cookie, with the current role of the account. Throws 401 for a token that is not valid
 * or whose session was ended, 403 ACCOUNT_DISABLED.
 */
export async function validateToken(
  { tokens, users, sessions }: Pick<Parts, 'tokens' | 'users' | 'sessions'>,
  token: string,
): Promise<{ userId: string; role: Role; expiresAt: Date }> {
  const { userId, expiresAt, sessionId } = await tokens.read(token);
  const account = await users.byId(userId);
  if (!account) throw badAccessToken();
  if (account.disabled) throw accountDisabled();
  if (sessionId && !(await sessions.isAlive(sessionId, account.epoch))) throw badAccessToken();
  return { userId, role: account.role, expiresAt };
}
