import { minutes } from '@shop/common/time';
import type { Exchange } from '../http/exchange.js';

const CHECK_MS = minutes(1);

/**
 * Ends a stream, by `end`, within a minute after its caller has lost the rights with which it was opened; the client then connects again
 * and its rights are checked again. Streams of thousands of sessions are checked at different times.
 */
export function endWithRights({ ctx, stillHolds }: Exchange, end: () => void, checkMs = CHECK_MS): void {
  const check = async () => {
    if (!(await stillHolds())) end();
  };
  const timer = setInterval(() => void check(), checkMs * (0.8 + Math.random() * 0.2)).unref();
  ctx.res.once('close', () => clearInterval(timer));
}
