import { setTimeout as pause } from 'node:timers/promises';
import { growingPause, seconds, steadyNow } from '../time.js';

/** The driver's errors when no server was reached, or the connection was lost; by name, so that nobody loads the driver for it. */
const NAMES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoStalePrimaryError',
  'MongoExpiredSessionError',
]);

/**
 * What a server answers that cannot do anything at present: while the primary changes, while it starts or ends, when the
 * majority cannot be reached, and for a cursor that its server has lost. Names and codes of the server's error_codes.yml.
 */
const CODES = {
  HostUnreachable: 6,
  HostNotFound: 7,
  CursorNotFound: 43,
  MaxTimeMSExpired: 50,
  WriteConcernFailed: 64,
  NetworkTimeout: 89,
  ShutdownInProgress: 91,
  FailedToSatisfyReadPreference: 133,
  ReadConcernMajorityNotAvailableYet: 134,
  QueryPlanKilled: 175,
  PrimarySteppedDown: 189,
  CursorKilled: 237,
  ExceededTimeLimit: 262,
  SocketException: 9001,
  LegacyNotPrimary: 10_058,
  NotWritablePrimary: 10_107,
  InterruptedAtShutdown: 11_600,
  InterruptedDueToReplStateChange: 11_602,
  NotPrimaryNoSecondaryOk: 13_435,
  NotPrimaryOrSecondary: 13_436,
} as const;
const ALL_CODES = new Set<number>(Object.values(CODES));

/** Of a socket that breaks while a command is being written to it: the driver (7.8) passes these on as they are. */
const BROKEN: readonly unknown[] = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT'];

/** An error of the driver, as far as it is looked at. */
interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
  readonly errorResponse?: unknown;
  readonly writeErrors?: unknown;
  readonly result?: { getWriteConcernError?(): { code?: unknown } | undefined };
  hasErrorLabel?(label: string): boolean;
}

/**
 * Whether the database could not be reached, or can do nothing at present: asked again shortly, it can. Whether a write was
 * made is not known. An error that a caller wrapped counts as its cause does.
 */
export function isMongoOutage(error: unknown, depth = 0): boolean {
  // not endless, should two errors name each other
  if (!(error instanceof Error) || depth > 5) return false;
  const { cause, errorResponse } = error as Failure;
  // a bulk write keeps the error of its connection in `errorResponse`
  return isOutage(error) || [cause, errorResponse].some((inner) => isMongoOutage(inner, depth + 1));
}

function isOutage(error: Failure): boolean {
  const { name = '', message = '', code, syscall, writeErrors, result } = error;
  if ((syscall === 'write' || syscall === 'read') && BROKEN.includes(code)) return true;
  if (NAMES.has(name) || /buffering timed out/.test(message)) return true;
  if (!name.startsWith('Mongo')) return false;
  const labelled = ['RetryableWriteError', 'TransientTransactionError'].some((label) => error.hasErrorLabel?.(label));
  const concern = result?.getWriteConcernError?.()?.code;
  const single = [writeErrors ?? []].flat().map((each) => (each as Failure).code);
  return labelled || [code, concern, ...single].some((each) => ALL_CODES.has(Number(each)));
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = seconds(1);

/**
 * Does `work` again while the database cannot be reached, with pauses of up to a second, for `ms` milliseconds; then, and
 * for any other reason at once, throws what it threw. Done twice, it must do what it does once.
 */
export async function retryOutages<T>(work: () => Promise<T>, ms: number = seconds(30)): Promise<T> {
  const deadline = steadyNow() + ms;
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      const rest = growingPause(failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      if (!isMongoOutage(error) || steadyNow() + rest > deadline) throw error;
      // not that of time.ts: at a start nothing else may hold the process open
      await pause(rest);
    }
  }
}
