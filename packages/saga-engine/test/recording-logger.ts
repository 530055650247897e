import { inspect } from 'node:util';
import { silentLogger, type Logger } from '@shop/common/logging/logger';

/** A logger that adds each line, with its fields, to the list. */
export function recordingLogger(lines: string[]): Logger {
  const logger = silentLogger();
  const note = (...all: unknown[]) => {
    lines.push(inspect(all, { depth: 10, breakLength: Infinity }));
    return logger;
  };
  return Object.assign(logger, { error: note, warn: note, info: note, debug: note });
}
