import { Double, docOf, type Doc, type Value } from './store.js';

/** The codes that a member answers when it is not, or is no longer, the primary; from the server's error_codes.yml. */
export const CODES = {
  PrimarySteppedDown: 189,
  NotWritablePrimary: 10107,
  InterruptedDueToReplStateChange: 11602,
  NotPrimaryNoSecondaryOk: 13435,
} as const;
export type CodeName = keyof typeof CODES;

/** An answer of `ok: 0`. */
export const failure = (code: number, codeName: string, errmsg: string, more: Record<string, Value> = {}): Doc =>
  docOf({ ok: new Double(0), errmsg, code, codeName, ...more });

/** The member is not the primary: a driver looks for the new one and retries a retryable write. */
export const notPrimary = (name: CodeName, errmsg: string, command: Doc, topologyVersion: Doc): Doc =>
  failure(CODES[name], name, errmsg, { topologyVersion, ...labelsFor(command) });

/**
 * The label that makes a driver retry a write. The server adds it to retryable writes only: error_labels.cpp,
 * isRetryableWriteError.
 */
export const labelsFor = (command: Doc): Record<string, Value> =>
  command.has('txnNumber') ? { errorLabels: ['RetryableWriteError'] } : {};

/** NotImplemented (238): MongoDB has it, the model does not. */
export const notModelled = (what: string): Doc =>
  failure(238, 'NotImplemented', `${what} is not modelled by testkit/src/replica-set; see its README.`);
