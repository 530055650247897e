import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import type { Role } from '@shop/common/auth/callers';
import type { Service } from '@shop/common/service/start-service';
import type { JsonObject } from '@shop/testkit/json';
import { SECRET } from './scripted.js';

interface Asked {
  readonly body?: object | undefined;
  /** An administrator by default. */
  readonly role?: Role;
  readonly headers?: Record<string, string>;
}

/** Calls an orchestrator's REST API as the gateway does for the user `root`. An answer without a body has an empty one. */
export async function callRest(
  { ports }: Service,
  method: string,
  path: string,
  { body, role = 'admin', headers = {} }: Asked = {},
) {
  const token = new InternalTokens('gateway', SECRET).issue('saga-orchestrator', { sub: 'root', role });
  const answer = await fetch(`http://127.0.0.1:${ports.http}${path}`, {
    method,
    headers: { ...headers, [INTERNAL_HEADER]: token, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : {}) as JsonObject };
}
