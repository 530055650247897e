import { CODES, failure, labelsFor, notPrimary } from './errors.js';
import type { Member } from './member.js';
import { Binary, docOf, isTruthy, type Doc } from './store.js';
import type { Term, Waited } from './term.js';

/** The commands that change data: only the primary accepts them, and they are logged. */
export const WRITES: ReadonlySet<string> = new Set([
  'insert',
  'update',
  'delete',
  'findAndModify',
  'findandmodify',
  'create',
  'drop',
  'dropDatabase',
  'createIndexes',
  'dropIndexes',
  'deleteIndexes',
]);

/** Carries out a write, and answers once its write concern is met. */
export async function write(command: Doc, message: Buffer, member: Member): Promise<Doc> {
  if (!member.primary) return notPrimary('NotWritablePrimary', 'not primary', command, member.topologyVersion);
  const { term } = member;
  const retryable = retryableOf(command);
  const before = retryable && term.local.sessions.get(retryable.key);
  if (before && before.txnNumber > retryable.txnNumber)
    return failure(225, 'TransactionTooOld', `A newer retryable write, ${before.txnNumber}, has already started.`);
  const again = before?.txnNumber === retryable?.txnNumber ? before : undefined;
  if (!again) member.writes(command);
  const answer = again ? retried(again.answer) : term.write(message, retryable);
  return waitForConcern(answer, command, term, member);
}

/** The session and txnNumber of a retryable write. */
function retryableOf(command: Doc): { key: string; txnNumber: bigint } | undefined {
  const lsid = command.get('lsid');
  const id = lsid instanceof Map ? lsid.get('id') : undefined;
  const txnNumber = command.get('txnNumber');
  if (!(id instanceof Binary) || txnNumber === undefined) return undefined;
  return { key: id.bytes.toString('hex'), txnNumber: BigInt(txnNumber as number | bigint) };
}

/** The stored answer, with the statements that were not carried out again. */
const retried = (answer: Doc): Doc => new Map([...answer, ['retriedStmtIds', [0]]]);

async function waitForConcern(answer: Doc, command: Doc, term: Term, member: Member): Promise<Doc> {
  const given = command.get('writeConcern');
  // the implicit default write concern since MongoDB 5.0
  const concern = given instanceof Map ? given : docOf({ w: 'majority' });
  const w = concern.get('w') ?? 'majority';
  if (w === 0 || w === 1) return answer;
  const timeout = concern.get('wtimeout');
  const waited = await term.replicated(isTruthy(timeout) ? Number(timeout) : undefined);
  if (waited === 'replicated') return answer;
  // the write stays: an unmet write concern undoes nothing
  const writeConcernError = concernError(waited, concern);
  const labels = waited === 'timed out' ? {} : { ...labelsFor(command), topologyVersion: member.topologyVersion };
  return new Map([...answer, ...docOf({ writeConcernError, ...labels })]);
}

function concernError(waited: Exclude<Waited, 'replicated'>, writeConcern: Doc): Doc {
  if (waited === 'timed out')
    return docOf({
      code: 64,
      codeName: 'WriteConcernFailed',
      errmsg: 'waiting for replication timed out',
      errInfo: docOf({ wtimeout: true, writeConcern }),
    });
  const errmsg =
    waited === 'PrimarySteppedDown'
      ? 'Primary stepped down while waiting for replication'
      : 'operation was interrupted';
  return docOf({ code: CODES[waited], codeName: waited, errmsg });
}
