import type { Http2ServerRequest } from 'node:http2';
import type { Middleware } from 'koa';
import { hasBody } from './body.js';
import { seconds } from '../time.js';

/** How long the rest of a body is read and dropped after its request was answered. */
const DRAIN_MS = seconds(1);

/**
 * A request that was answered before its body was read must not block its connection: the rest is read and dropped for a
 * second, after which the connection carries the next request, or is cut because the client still sends.
 */
export const dropUnread: Middleware = (ctx, next) => {
  const { req, res } = ctx;
  if (!hasBody(req)) return next();
  if (req.httpVersionMajor === 2) {
    // the response itself finishes only when its stream is closed, which a body that never ends would prevent
    const { stream } = req as unknown as Http2ServerRequest;
    if (stream.endAfterHeaders) return next();
    stream.once('finish', () => {
      if (req.complete) return;
      // closed at once, it would be reset in place of the frame that ends the response
      const cut = setTimeout(() => stream.close(), DRAIN_MS);
      stream.once('close', () => clearTimeout(cut));
    });
    return next();
  }
  res.once('finish', () => {
    if (req.complete) return;
    const cut = setTimeout(() => req.destroy(), DRAIN_MS);
    const stop = () => clearTimeout(cut);
    req.once('end', stop).once('close', stop).on('error', stop).resume();
  });
  return next();
};
