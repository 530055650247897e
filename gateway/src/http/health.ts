import { readiness, type Health } from '@shop/common/health';
import type { Upstream } from '../upstreams/upstream.js';
import type { Handler } from './exchange.js';

/**
 * GET /health/ready: what the gateway leans on and each replica of each upstream. Ready while it can answer, which it
 * can without any of them; not while shutting down.
 */
export function answerReady(health: Health, upstreams: readonly Upstream[]): Handler {
  return async ({ ctx }) => {
    const { checks } = await readiness(health);
    ctx.status = health.draining ? 503 : 200;
    ctx.body = {
      status: health.draining ? 'failed' : 'ok',
      checks,
      upstreams: Object.fromEntries(
        upstreams.map(({ name, replicas }) => [
          name,
          replicas.map(({ origin, standing, breaker, outstanding }) => ({
            replica: origin,
            state: standing.state,
            breaker,
            outstanding,
          })),
        ]),
      ),
    };
  };
}
