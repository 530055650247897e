import type { GatewayCall } from '@shop/common/http/gateway-call';
import { makeRefreshToken, readRefreshToken } from '../crypto/refresh-token.js';
import { badRefreshToken } from '../domain/refusals.js';
import { tokenPair, type TokenPair } from './log-in.js';
import type { Parts } from './parts.js';

/**
 * Exchanges a refresh token for a new pair; each works once. A used one ends its whole family: either its holder or a thief has the newer
 * one, and the two cannot be distinguished. Only the gateway's own call `by`, sent again because its answer was lost with a replica, may
 * use it again. Throws 401 BAD_REFRESH_TOKEN.
 */
export async function refresh(
  { users, families, tokens, logger }: Pick<Parts, 'users' | 'families' | 'tokens' | 'logger'>,
  text: string,
  by?: GatewayCall,
): Promise<TokenPair> {
  const given = readRefreshToken(text);
  const family = given && (await families.alive(given.family));
  if (!family) throw badRefreshToken();
  const account = await users.byId(family.userId);
  if (!account || account.disabled || account.epoch !== family.epoch) {
    await families.end(given.family);
    throw badRefreshToken();
  }
  const next = makeRefreshToken(given.family);
  if (!(await families.turn(given, next, by))) {
    // this attempt is late and was given up: a later one has answered
    if (by && (await families.wasTurnedBy(given.family, by))) throw badRefreshToken();
    await families.end(given.family);
    logger.warn('A used refresh token was sent again; its log-in is ended', { userId: account.id });
    throw badRefreshToken();
  }
  return tokenPair(tokens.issueAccess(account), next.text);
}
