import type { Health } from '@shop/common/http/health';
import type { Middleware } from 'koa';

/** While shutting down, tells each client on a kept connection to come back on another, and closes it once answered. */
export function closeWhileDraining(health: Health): Middleware {
  return (ctx, next) => {
    if (ctx.req.httpVersionMajor !== 1) return next();
    if (health.draining) ctx.set('connection', 'close');
    ctx.res.once('finish', () => {
      if (health.draining) ctx.req.socket.end();
    });
    return next();
  };
}
