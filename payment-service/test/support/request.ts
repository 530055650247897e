import type { Role } from '@shop/common/auth/callers';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import type { JsonObject } from '@shop/testkit/json';
import { SECRET } from './peers.js';

const gateway = new InternalTokens('gateway', SECRET);

export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Headers;
}

export interface As {
  readonly user?: string;
  readonly role?: Role;
  readonly key?: string;
  /** The gateway's id of the call, and the number of the attempt. */
  readonly gatewayCall?: string;
}

/** Calls a process on this machine as the gateway does. */
export async function request(
  port: number,
  audience: string,
  method: string,
  path: string,
  body: unknown,
  as: As,
): Promise<Answer> {
  const { user: sub = 'u1', role = 'user', key, gatewayCall } = as;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      [INTERNAL_HEADER]: gateway.issue(audience, { sub, role }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(gatewayCall === undefined ? {} : { 'x-gateway-call': gatewayCall }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}
