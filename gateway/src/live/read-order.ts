import type { InternalTokens } from '@shop/common/auth/internal-tokens';
import { Problem } from '@shop/common/errors';
import { seconds, steadyNow } from '@shop/common/time';
import type { Exchange } from '../http/exchange.js';
import { internalHeaders } from '../http/proxy.js';
import { callUpstream } from '../upstreams/call.js';
import { textOf } from '../upstreams/reply.js';
import type { Upstream } from '../upstreams/upstream.js';

/** The id in the path; an invalid encoding is left unchanged and matches no order. */
export function orderIdIn(path: string): string {
  const segment = path.split('/')[3] ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The order, read with the caller's rights. Throws the problem that order-service answers. */
export async function readOrder<Order>(
  orderId: string,
  exchange: Exchange,
  orders: Upstream,
  internal: InternalTokens,
): Promise<Order> {
  const deadline = steadyNow() + seconds(5);
  const { status, body } = await callUpstream(orders, {
    method: 'GET',
    path: `/api/orders/${encodeURIComponent(orderId)}`,
    headers: { ...internalHeaders(exchange, internal, orders.name), accept: 'application/json' },
    body: null,
    deadline,
    repeatable: true,
  });
  const text = await textOf(body);
  if (status === 200) return JSON.parse(text) as Order;
  const { code, detail, errors } = problemIn(text);
  throw Problem.received(status, code, { detail, ...(errors ? { extra: { errors } } : {}) });
}

function problemIn(text: string): { code: string; detail: string; errors?: unknown } {
  try {
    const { code, detail, errors } = JSON.parse(text) as { code?: string; detail?: string; errors?: unknown };
    if (code && detail) return { code, detail, errors };
  } catch {
    // falls through: not JSON, or not one of our problems
  }
  return { code: 'SERVICE_UNAVAILABLE', detail: 'The order cannot be read at the moment.' };
}
