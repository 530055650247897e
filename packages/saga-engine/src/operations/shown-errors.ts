import { Problem } from '@shop/common/errors';
import type { Logger } from '@shop/common/logging/logger';
import { textOf } from '../core/answers.js';
import { NotMine } from '../core/not-mine.js';
import { OperationInvalid, OperationRefused, SagaNotFound } from '../core/refusals.js';
import { HIDDEN } from '../core/shown.js';

const OWN = [Problem, NotMine, SagaNotFound, OperationRefused, OperationInvalid] as const;
/** Errors of MongoDB's driver, ioredis and BullMQ. They contain addresses, keys and ids, but no data of a saga. */
const OF_DRIVERS = /^(Mongo[A-Za-z]*Error|ReplyError|MaxRetriesPerRequestError|ClusterAllFailedError)$/;

/**
 * An error as a log may show it. An error of a definition or a participant may contain any of a saga's data, and cannot be distinguished
 * from others: only messages of the engine, its drivers and the system are shown, for all others the name and the stack's places.
 */
function shownError(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error, message: HIDDEN };
  const { name, code, stack = '' } = error as Error & { code?: unknown };
  return {
    name: /^[A-Za-z]{1,60}$/.test(name) ? name : 'Error',
    message: shownMessage(error),
    stack: framesOf(stack, error.message),
    ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? { code } : {}),
    ...(error.cause === undefined ? {} : { cause: shownError(error.cause) }),
  };
}

/** The part of its message that may be shown. */
export function shownMessage(error: unknown): string {
  const own = OWN.some((kind) => error instanceof kind);
  return own || (error instanceof Error && (OF_DRIVERS.test(error.name) || isOfSystem(error))) ? textIn(error) : HIDDEN;
}

const textIn = (error: unknown): string => (error instanceof Error ? error.message : textOf(error));

const isOfSystem = (error: Error): boolean => 'syscall' in error && 'errno' in error;

/** The lines of a stack that name places, without the message above them. */
const framesOf = (stack: string, message: string): string =>
  stack
    .slice(Math.max(0, stack.indexOf(message)) + message.length)
    .split('\n')
    .filter((line) => /^ {4}at [^ ].*[):\d]$/.test(line))
    .join('\n');

/** The same logger; shows an `error` as `shownError` does. */
export function withShownErrors(logger: Logger): Logger {
  const at =
    (level: 'error' | 'warn' | 'info' | 'debug') =>
    (message: string, about?: object): Logger =>
      logger[level](message, about && 'error' in about ? { ...about, error: shownError(about.error) } : about);
  return Object.assign(Object.create(logger) as Logger, {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
  });
}
