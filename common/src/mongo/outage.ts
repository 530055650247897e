import { setTimeout as pause } from 'node:timers/promises';

/** Errors of the driver and of mongoose by which no server answered, or the connection was lost. */
const NAMES: ReadonlySet<string> = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoExpiredSessionError',
  'MongoStalePrimaryError',
  'PoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
]);

/** Answers of a server that is no primary, ceases to be one, shuts down, or could not ask the others; error_codes.yml. */
const CODES: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  43, // CursorNotFound: the member on which it was opened is gone
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/**
 * Whether the database was away, changed its primary, or lost the connection: nothing says what became of the call, and
 * the same call may be made again. Known by name and code, so that whoever maps errors need not load the driver.
 */
export function isMongoOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, message, code } = error as Error & { code?: unknown };
  if (NAMES.has(name) || message.includes('buffering timed out')) return true;
  return name.startsWith('Mongo') && typeof code === 'number' && CODES.has(code);
}

/**
 * Does what may be done twice, again after an outage of MongoDB: at once and then every quarter of a second, until it is
 * done or `ms` have passed. Throws the last outage, and any other error at once.
 */
export async function retryOutages<T>(work: () => Promise<T>, ms = 10_000): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isMongoOutage(error) || Date.now() >= until) throw error;
      await pause(250);
    }
  }
}
