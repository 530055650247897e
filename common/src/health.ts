import type { Middleware } from 'koa';
import type { Metrics } from './metrics.js';

/** What a process needs to be of use: each check resolves, or rejects with what is wrong. */
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

/** GET /health/live, /health/ready and /metrics, for anyone. */
export function answerHealth(health: Health, metrics: Metrics): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    if (ctx.path === '/health/live') {
      ctx.body = { status: 'ok' };
    } else if (ctx.path === '/health/ready') {
      const { ready, checks } = await readiness(health);
      ctx.status = ready ? 200 : 503;
      ctx.body = { status: ready ? 'ok' : 'failed', checks };
    } else if (ctx.path === '/metrics') {
      ctx.type = metrics.registry.contentType;
      ctx.body = await metrics.registry.metrics();
    } else {
      await next();
    }
  };
}
