import { INTERNAL_HEADER, type InternalTokens } from '@shop/common/auth/internal-tokens';
import { unavailable } from '@shop/common/errors';
import { seconds, steadyNow } from '@shop/common/time';
import type { Handler } from '../http/exchange.js';
import { callUpstream } from '../upstreams/call.js';
import { textOf } from '../upstreams/reply.js';
import type { Upstream } from '../upstreams/upstream.js';
import { orderIdIn, readOrder } from './read-order.js';

/**
 * GET /api/orders/:id/steps: the state of the order's sagas, for callers who may read the order. Throws what order-service answers for the
 * order, and 503 while no orchestrator supports it, such as one of an earlier release.
 */
export function answerSteps(orders: Upstream, orchestrator: Upstream, internal: InternalTokens): Handler {
  return async (exchange) => {
    const orderId = orderIdIn(exchange.ctx.path);
    const { status } = await readOrder<{ status: string }>(orderId, exchange, orders, internal);
    const pending = status === 'PENDING' ? '?pending=yes' : '';
    const answer = await callUpstream(orchestrator, {
      method: 'GET',
      path: `/api/orders/${encodeURIComponent(orderId)}/steps${pending}`,
      headers: { [INTERNAL_HEADER]: internal.issue(orchestrator.name) },
      body: null,
      deadline: steadyNow() + seconds(5),
      repeatable: true,
    });
    const text = await textOf(answer.body);
    if (answer.status !== 200)
      throw unavailable('The steps of the order cannot be read at the moment; try again shortly.');
    exchange.ctx.body = { orderId, ...(JSON.parse(text) as object) };
  };
}
