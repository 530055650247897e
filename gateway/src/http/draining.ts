import type { Health } from '@shop/common/health';
import type { Middleware } from 'koa';

/** While shutting down, tells each client on a kept connection to come back on another. */
export function closeWhileDraining(health: Health): Middleware {
  return (ctx, next) => {
    if (health.draining && ctx.req.httpVersionMajor === 1) ctx.set('connection', 'close');
    return next();
  };
}
