import { currentContext, withContext } from '@shop/common/tracing/context';
import type { Logger } from '@shop/common/logging/logger';
import type { Context, Middleware } from 'koa';
import { notesOf } from './exchange.js';

/** Logs every request once its answer has ended; successful ones only in a `share` from 0 to 1. */
export function accessLog(logger: Logger, share: number, random: () => number = Math.random): Middleware {
  return (ctx, next) => {
    const began = performance.now();
    const context = currentContext();
    ctx.res.once('close', () => {
      const cut = !ctx.res.writableFinished;
      if (ctx.res.statusCode < 400 && !cut && random() >= share) return;
      const write = () => logger.info(describe(ctx, began, cut));
      if (context) withContext(context, write);
      else write();
    });
    return next();
  };
}

function describe(ctx: Context, began: number, cut: boolean): Record<string, unknown> {
  const notes = notesOf(ctx);
  return {
    message: 'request',
    method: ctx.method,
    route: ctx.state['route'] ?? 'none',
    path: pathOf(ctx.path),
    status: ctx.res.statusCode,
    ms: Math.round((performance.now() - began) * 10) / 10,
    bytesIn: notes.bytesIn,
    bytesOut: notes.bytesOut || Number(ctx.res.getHeader('content-length') ?? 0),
    address: ctx.state['address'],
    replica: notes.replica,
    attempts: notes.attempts,
    cut: cut || undefined,
  };
}

/** The path as it may be logged: never the query, and nothing in which encoding could hide a secret. */
function pathOf(path: string): string {
  return /^[\w\-./:~@]{1,200}$/.test(path) ? path : '[unusual]';
}
