import { readiness, type Health } from '@shop/common/http/health';
import type { Upstream } from '../upstreams/upstream.js';
import type { Handler } from './exchange.js';

/**
 * GET /health/ready: the gateway's dependencies and each replica of each upstream. Ready unless shutting down, because the gateway can
 * answer without any of them. Addresses and failure reasons are shown to everybody only when `open`, and otherwise to administrators and
 * viewers: others see names and states.
 */
export function answerReady(health: Health, upstreams: readonly Upstream[], open: boolean): Handler {
  return async ({ ctx, caller }) => {
    const { checks } = await readiness(health);
    const whole = open || caller.role === 'admin' || caller.role === 'viewer';
    ctx.set('cache-control', 'no-store');
    ctx.status = health.draining ? 503 : 200;
    ctx.body = {
      status: health.draining ? 'failed' : 'ok',
      checks: whole ? checks : withoutReasons(checks),
      upstreams: Object.fromEntries(
        upstreams.map(({ name, replicas }) => [
          name,
          replicas.map(({ origin, standing: { state }, breaker, outstanding }) =>
            whole ? { replica: origin, state, breaker, outstanding } : { state },
          ),
        ]),
      ),
    };
  };
}

/** A reason may contain an address. */
const withoutReasons = (checks: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(checks).map(([name, state]) => [name, state === 'ok' ? 'ok' : 'failed']));
