import type { Command, Redis } from 'ioredis';
import { beginSpan } from './tracing.js';

/** Records each command of this connection as a span: its name, nothing of its arguments. */
export function traceRedis(redis: Redis): void {
  const send = redis.sendCommand.bind(redis);
  // all arguments: a Cluster's has one more, the node that a pipeline goes to
  redis.sendCommand = (...args: Parameters<typeof send>) => {
    const [command] = args;
    const span = beginSpan(command.name, {
      kind: 'client',
      attributes: { 'db.system.name': 'redis', 'db.operation.name': command.name },
    });
    if (span)
      (command as Command).promise.then(
        () => span.end(),
        (error: unknown) => (span.fail(error), span.end()),
      );
    return send(...args);
  };
}
