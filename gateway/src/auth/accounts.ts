import { SESSION_HEADER } from '@shop/common/auth/callers';
import { INTERNAL_HEADER, type InternalTokens } from '@shop/common/auth/internal-tokens';
import {
  ACCOUNT_PATH,
  cannotTell,
  DISABLED_PATH,
  readAccount,
  type AskAccount,
} from '@shop/common/auth/current-accounts';
import { Problem } from '@shop/common/errors';
import { seconds, steadyNow } from '@shop/common/time';
import { callUpstream } from '../upstreams/call.js';
import { textOf } from '../upstreams/reply.js';
import type { Upstream } from '../upstreams/upstream.js';
import type { AskDisabled } from './disabled-accounts.js';

const LONGEST_MS = seconds(2);

/** What user-service answers a GET of ours, within two seconds. Throws what `callUpstream` throws. */
async function askUsers(
  userService: Upstream,
  internal: InternalTokens,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; challenge: unknown; body: string }> {
  const shown = { [INTERNAL_HEADER]: internal.issue('user-service'), ...headers };
  const call = { method: 'GET', path, headers: shown, body: null, repeatable: true } as const;
  const answer = await callUpstream(userService, { ...call, deadline: steadyNow() + LONGEST_MS });
  return { status: answer.status, challenge: answer.headers['www-authenticate'], body: await textOf(answer.body) };
}

/** Asks user-service which accounts were disabled a short while ago; of an earlier release none are known. */
export const disabledOf =
  (userService: Upstream, internal: InternalTokens): AskDisabled =>
  async () => {
    const { status, body } = await askUsers(userService, internal, DISABLED_PATH);
    // an earlier release does not know the path
    if (status === 404) return [];
    const { ids } = (status === 200 ? JSON.parse(body) : {}) as { ids?: unknown };
    if (!Array.isArray(ids)) throw new Error(`user-service answered ${status}`);
    return ids as string[];
  };

/** Asks user-service whose a token is now. */
export const accountsOf =
  (userService: Upstream, internal: InternalTokens): AskAccount =>
  async (token) => {
    try {
      return readAccount(await askUsers(userService, internal, ACCOUNT_PATH, { [SESSION_HEADER]: token }));
    } catch (error) {
      // overloaded, away, too late: what cannot be told opens nothing
      throw error instanceof Problem && error.status === 401 ? error : cannotTell(error);
    }
  };
