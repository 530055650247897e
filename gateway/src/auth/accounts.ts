import { SESSION_HEADER } from '@shop/common/auth/callers';
import { INTERNAL_HEADER, type InternalTokens } from '@shop/common/auth/internal-tokens';
import {
  ACCOUNT_PATH,
  accountsUnavailable,
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

/** The answer of user-service to an internal GET, within two seconds. Throws what `callUpstream` throws. */
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

/** Requests the recently disabled accounts from user-service; an empty list if user-service is of an earlier release. */
export const disabledOf =
  (userService: Upstream, internal: InternalTokens): AskDisabled =>
  async () => {
    const { status, body } = await askUsers(userService, internal, DISABLED_PATH);
    // an earlier release does not have the path
    if (status === 404) return [];
    const { ids } = (status === 200 ? JSON.parse(body) : {}) as { ids?: unknown };
    if (!Array.isArray(ids)) throw new Error(`user-service answered ${status}`);
    return ids as string[];
  };

/** Asks user-service for the current owner of a token. */
export const accountsOf =
  (userService: Upstream, internal: InternalTokens): AskAccount =>
  async (token) => {
    try {
      return readAccount(await askUsers(userService, internal, ACCOUNT_PATH, { [SESSION_HEADER]: token }));
    } catch (error) {
      // overloaded, unreachable or late: an account that cannot be checked gets no access
      throw error instanceof Problem && error.status === 401 ? error : accountsUnavailable(error);
    }
  };
