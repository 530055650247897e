import type { Health } from '@shop/common/http/health';
import type { Middleware } from 'koa';

/** During shutdown, asks each client on a keep-alive connection to reconnect, and closes the connection once its request is answered. */
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
