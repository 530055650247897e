import winston from 'winston';
import { currentContext } from './context.js';
import { redact } from './redact.js';

export type Logger = winston.Logger;

/** Where winston looks for the level, whatever the line says, and transports for the line; without them nothing is written. */
const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');

/** JSON lines on standard output, with the ids of the work under way and without secrets. */
export function createLogger(service: string, level = 'info'): Logger {
  const line = winston.format((info) => {
    const { level: at, message, ...rest } = info;
    const context = currentContext();
    const ids = context && {
      requestId: context.requestId,
      traceId: context.traceId,
      userId: context.userId,
      orderId: context.orderId,
      sagaId: context.sagaId,
    };
    const fields = { level: at, time: new Date().toISOString(), service, message, ...ids, ...rest };
    const entry = redact(fields) as winston.Logform.TransformableInfo;
    // what was redacted is a plain tree, for which winston's own JSON format takes three times as long
    entry[MESSAGE] = JSON.stringify(entry);
    entry[LEVEL] = info[LEVEL];
    return entry;
  });
  return winston.createLogger({
    level,
    format: line(),
    transports: [standardOutput()],
  });
}

const held: string[] = [];

/** Writes what was held at once: under load the system call costs more than the line. */
function release(): void {
  if (held.length > 0) process.stdout.write(held.splice(0).join(''));
}
process.once('exit', release);

function standardOutput(): winston.transports.ConsoleTransportInstance {
  const transport = new winston.transports.Console();
  transport.log = (info: Record<symbol, string>, next: () => void) => {
    if (held.push(`${info[MESSAGE]}\n`) === 1) setImmediate(release);
    next();
  };
  return transport;
}

/** A logger that says nothing, for tests. */
export const silentLogger = (): Logger =>
  winston.createLogger({ silent: true, transports: [new winston.transports.Console({ silent: true })] });
