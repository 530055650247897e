import { WORK_IDS } from '@shop/protos/system';
import winston from 'winston';
import { currentContext } from '../tracing/context.js';
import { redact, redactField } from './redact.js';

export type Logger = winston.Logger;

/** The symbols under which winston looks for the level, and transports for the line; without them nothing is written. */
const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');

/** The ids of the work under way that each line carries. */
const IDS = ['requestId', 'traceId', ...WORK_IDS] as const;

/** JSON lines on standard output, with the ids of the work under way and without secrets. */
export function createLogger(service: string, level = 'info'): Logger {
  const line = winston.format((info) => {
    const entry: Record<string | symbol, unknown> = {
      level: info.level,
      time: new Date().toISOString(),
      service,
      message: redact(info.message),
    };
    const context = currentContext();
    if (context) for (const name of IDS) addTo(entry, name, context[name]);
    for (const name of Object.keys(info)) if (name !== 'level' && name !== 'message') addTo(entry, name, info[name]);
    // a redacted entry is a plain tree; winston's own JSON format takes three times as long for it
    entry[MESSAGE] = JSON.stringify(entry);
    entry[LEVEL] = info[LEVEL];
    return entry as winston.Logform.TransformableInfo;
  });
  return winston.createLogger({
    level,
    format: line(),
    transports: [standardOutput()],
  });
}

function addTo(entry: Record<string | symbol, unknown>, name: string, value: unknown): void {
  if (value !== undefined) entry[name] = redactField(name, value);
}

const held: string[] = [];

/** Writes the held lines in one call: under load the system call costs more than the line. */
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

/** A logger that writes nothing, for tests. */
export const silentLogger = (): Logger =>
  winston.createLogger({ silent: true, transports: [new winston.transports.Console({ silent: true })] });
