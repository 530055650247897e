import type { Health } from '@shop/common/health';
import { seconds } from '@shop/common/time';
import type { Middleware } from 'koa';
import { hasBody } from './body.js';

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

/** Cuts a client that goes on sending a body for a second after it was answered. */
export const cutUnread: Middleware = (ctx, next) => {
  if (!hasBody(ctx.req)) return next();
  ctx.res.once('finish', () => {
    if (ctx.req.complete) return;
    const cut = setTimeout(() => ctx.req.destroy(), seconds(1));
    ctx.req.once('end', () => clearTimeout(cut));
    ctx.req.once('close', () => clearTimeout(cut));
  });
  return next();
};
