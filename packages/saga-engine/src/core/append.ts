import { deadlineOf, decideFrom, type Decision } from './decide.js';
import { describeFrom } from './describe.js';
import type { Entry, SagaRecord, Summary } from './journal.js';
import { addLines } from './lines.js';
import type { EnginePorts } from './ports.js';
import { pausedWork } from './paused-work.js';
import { ended, type Progress } from './progress.js';
import type { SagaView } from './view.js';

/** A saga as it is after an append. */
export interface Written {
  readonly record: SagaRecord;
  /** The next action. */
  readonly decision: Decision;
  readonly view: SagaView;
}

/** The stored summary computed from the journal: state, deadline, and by when the saga must be checked again. */
export function summarise(progress: Progress, decision: Decision, now: number, leaseMs: number): Summary {
  return {
    state: progress.state,
    next: nextOf(decision),
    nextActionAt: nextActionAt(decision, now, leaseMs),
    deadline: deadlineOf(progress),
    updatedAt: now,
  };
}

function nextOf(decision: Decision): string {
  if (decision.type === 'finish') return '';
  const undoing = decision.type === 'undo' || ('phase' in decision && decision.phase === 'undo');
  return undoing ? `undo ${decision.step}` : decision.step;
}

function nextActionAt(decision: Decision, now: number, leaseMs: number): number | null {
  if (decision.type === 'finish') return null;
  if (decision.type === 'wait' || decision.type === 'sleep') return decision.until;
  const timeout = decision.type === 'send' || decision.type === 'undo' ? decision.timeoutMs : 0;
  // rounded up to whole seconds: appends within one second then do not change the index
  return Math.ceil((now + Math.max(leaseMs, 2 * timeout)) / 1000) * 1000;
}

/**
 * Adds the entries to the saga if it has not changed since, with the summary computed from them, in one update; then notifies the
 * publisher. `progress` includes the entries. Undefined when another writer was first. Throws when the journal does: the entries may have
 * been written.
 */
export async function append(
  ports: EnginePorts,
  progress: Progress,
  record: SagaRecord,
  entries: readonly Entry[],
): Promise<Written | undefined> {
  const now = ports.now();
  const decision = decideFrom(progress, now);
  const summary = { ...summarise(progress, decision, now, ports.leaseMs), ...pausedOf(progress, record) };
  const { journal, lines } = addLines(record.journal, entries);
  const next: SagaRecord = { ...record, ...summary, journal, revision: record.revision + 1 };
  // computed before the write, because the run may advance `progress` meanwhile
  const view = describeFrom(progress, next, decision);
  const written = await ports.journal.append(record.id, record.revision, lines, summary);
  if (!written) return undefined;
  publish(ports, view);
  return { record: next, decision, view };
}

/** The pause that holds the saga back, if it must be stored: most sagas are never paused, and have no such field. */
function pausedOf(progress: Progress, { paused: before }: SagaRecord): Pick<SagaRecord, 'paused'> {
  const paused = ended(progress) ? undefined : pausedWork(progress)[0]?.pause;
  if (paused !== undefined) return { paused };
  return before ? { paused: null } : {};
}

/** Notifies the publisher without waiting for it; its failures are reported and change nothing. */
export function publish(ports: EnginePorts, view: SagaView): void {
  const failed = (error: unknown) => ports.report(error, { saga: view.id, doing: 'publish' });
  try {
    ports.publisher.publish(view)?.catch(failed);
  } catch (error) {
    failed(error);
  }
}
