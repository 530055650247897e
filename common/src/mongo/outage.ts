import { setTimeout as pause } from 'node:timers/promises';
import { growingPause, seconds, steadyNow } from '../time.js';

/** The driver's errors when no server was reached, or the connection was lost; by name, so that the driver need not be loaded. */
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
 * The errors of a server that cannot serve at present: while the primary changes, while it starts or ends, when the majority cannot be
 * reached, and for a cursor that its server has lost. Names and codes of the server's error_codes.yml.
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

/** The codes of a socket that breaks while a command is being written to it: the driver (7.8) passes these errors on unchanged. */
const BROKEN: readonly unknown[] = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT'];

/** The fields of a driver's error that are read here. */
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
 * True when the database could not be reached, or cannot serve at present: a retry shortly after may succeed. Whether a write was made is
 * unknown. An error that a caller wrapped counts as its cause does.
 */
export function isMongoOutage(error: unknown, depth = 0): boolean {
  // bounded, in case two errors are each other's cause
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
 * Retries `work` while the database cannot be reached, with pauses of up to a second, for `ms` milliseconds; then, and at once for any
 * other error, throws that error. `work` must be idempotent.
 */
export async function retryOutages<T>(work: () => Promise<T>, ms: number = seconds(30)): Promise<T> {
  const deadline = steadyNow() + ms;
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      const rest = growingPause(failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      if (!isMongoOutage(error) || steadyNow() + rest > deadline) throw error;
      // not `pause` of time.ts: during a start nothing else may keep the process running
      await pause(rest);
    }
  }
}
