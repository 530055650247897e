import type { Context, Middleware } from 'koa';
import { methodNotAllowed } from '../errors.js';
import type { Metrics } from '../metrics.js';

/** The dependencies of a process: each check resolves, or rejects with what is wrong. */
export interface Health {
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** Set while shutting down: not ready any more. */
  draining: boolean;
}

interface Readiness {
  readonly ready: boolean;
  readonly checks: Record<string, string>;
}

/** Runs every check, each for at most two seconds. */
export async function readiness(health: Health): Promise<Readiness> {
  const checks: Record<string, string> = {};
  await Promise.all(
    Object.entries(health.checks).map(async ([name, check]) => {
      checks[name] = await withinTwoSeconds(check()).then(
        () => 'ok',
        (error: unknown) => `failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }),
  );
  if (health.draining) checks['process'] = 'failed: shutting down';
  return { ready: Object.values(checks).every((state) => state === 'ok'), checks };
}

function withinTwoSeconds(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 2 s')), 2000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** GET /health/live, /health/ready, /health/serving and /metrics, for anyone. Throws 405 there for another method. */
export function answerHealth(health: Health, metrics: Metrics): Middleware {
  const answers: Readonly<Record<string, (ctx: Context) => Promise<void>>> = {
    '/health/live': async (ctx) => void (ctx.body = { status: 'ok' }),
    '/health/ready': async (ctx) => {
      const { ready, checks } = await readiness(health);
      ctx.status = ready ? 200 : 503;
      ctx.body = { status: ready ? 'ok' : 'failed', checks };
    },
    // for container orchestrators: without Redis a service still takes requests
    '/health/serving': async (ctx) => {
      const { redis: _redis, ...checks } = health.checks;
      const { ready, checks: found } = await readiness({ checks, draining: health.draining });
      ctx.status = ready ? 200 : 503;
      ctx.body = { status: ready ? 'ok' : 'failed', checks: found };
    },
    '/metrics': async (ctx) => {
      ctx.type = metrics.registry.contentType;
      ctx.body = await metrics.registry.metrics();
    },
  };
  return async (ctx, next) => {
    const answer = Object.hasOwn(answers, ctx.path) ? answers[ctx.path] : undefined;
    if (!answer) return next();
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') throw methodNotAllowed(ctx.method, ['GET', 'HEAD']);
    return answer(ctx);
  };
}
