import type { Command, Redis } from 'ioredis';
import { beginSpan } from './tracing.js';

/** Records each command of this connection as a span: its name, nothing of its arguments. */
export function traceRedis(redis: Redis): void {
  const send = redis.sendCommand.bind(redis) as (...sent: unknown[]) => unknown;
  // a command that waits for the connection, or is redirected within a cluster, passes here again
  const seen = new WeakSet<object>();
  redis.sendCommand = (command: Command, ...rest: unknown[]) => {
    if (!seen.has(command)) {
      const attributes = { 'db.system.name': 'redis', 'db.operation.name': command.name };
      const span = beginSpan(command.name, { kind: 'client', attributes });
      if (span) {
        seen.add(command);
        command.promise.then(
          () => span.end(),
          (error: unknown) => (span.fail(error), span.end()),
        );
      }
    }
    return send(command, ...rest);
  };
}
