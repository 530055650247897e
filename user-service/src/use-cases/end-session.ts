import { Problem } from '@shop/common/errors';
import type { Parts } from './parts.js';

/** Ends the session of a cookie; a cookie that is not valid (any more) changes nothing. */
export async function endSession(
  { tokens, sessions }: Pick<Parts, 'tokens' | 'sessions'>,
  cookie: string,
): Promise<void> {
  const claims = await tokens.read(cookie).catch((error: unknown) => {
    if (error instanceof Problem && error.status === 401) return undefined;
    throw error;
  });
  if (claims?.sessionId) await sessions.end(claims.sessionId);
}
