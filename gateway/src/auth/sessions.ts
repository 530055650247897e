import { INTERNAL_HEADER, SESSION_HEADER, type Caller, type InternalTokens } from '@shop/common/auth';
import { Problem } from '@shop/common/errors';
import { seconds, steadyNow } from '@shop/common/time';
import { callUpstream } from '../upstreams/call.js';
import type { Upstream } from '../upstreams/upstream.js';
import type { AskSession } from './callers.js';

/** Asks user-service about sessions, each for at most a second: log-outs, new passwords and disablings are known there. */
export const sessionsAt =
  (userService: Upstream, internal: InternalTokens): AskSession =>
  async (token) => {
    const headers = { [INTERNAL_HEADER]: internal.issue('user-service'), [SESSION_HEADER]: token };
    const call = { method: 'GET', path: '/internal/session', headers, body: null, repeatable: true } as const;
    const answer = await callUpstream(userService, { ...call, deadline: steadyNow() + seconds(1) }).catch(
      () => undefined,
    );
    if (answer?.status === 200 && Buffer.isBuffer(answer.body)) return JSON.parse(String(answer.body)) as Caller;
    if (answer?.status === 401 || answer?.status === 403)
      throw new Problem(401, 'UNAUTHENTICATED', { detail: 'This session was ended; log in again.' });
    return undefined;
  };
