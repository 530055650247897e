import { decideFrom, type Decision } from './decide.js';
import { evolve } from './evolve.js';
import type { Definition, Failure, Shown } from './definition.js';
import type { Entry, SagaRecord } from './journal.js';
import type { Progress, StepProgress } from './progress.js';
import { undos } from './undos.js';
import { shownReason, shownWords } from './shown.js';
import type { AuditLine, SagaView, StepView, UndoView } from './view.js';

const actions = {
  'cancel-requested': 'cancel',
  'compensate-requested': 'compensate',
  'retry-requested': 'retry',
  resolved: 'resolve',
  forced: 'force',
  restarted: 'restart',
} as const;

/** Who intervened, in the order of the journal. */
function auditOf(journal: readonly Entry[]): AuditLine[] {
  return journal.flatMap((entry) => {
    if (!('by' in entry)) return [];
    const { at, by, type, reason } = entry;
    // a newer release may have other kinds of intervention
    return [
      {
        at,
        by,
        action: actions[type] ?? type,
        reason,
        ...('step' in entry ? { step: entry.step } : {}),
        ...('phase' in entry ? { phase: entry.phase } : {}),
        ...('outcome' in entry ? { outcome: entry.outcome } : {}),
        ...('confirmed' in entry && entry.confirmed ? { confirmed: entry.confirmed } : {}),
        ...('bulk' in entry && entry.bulk !== undefined ? { bulk: entry.bulk } : {}),
        ...('count' in entry && entry.count !== undefined ? { count: entry.count, since: entry.since ?? at } : {}),
      },
    ];
  });
}

/** The saga as operators and watchers see it, without input, replies, payloads, and texts that its definition does not show. */
export function describe(definition: Definition, record: SagaRecord): SagaView {
  return describeFrom(evolve(definition, record), record);
}

/**
 * `describe` for a journal that is already folded, with its decision if there is one. Called for each append: spreading the record with
 * `...rest` instead of naming its fields costs several times as much.
 */
export function describeFrom(
  progress: Progress,
  record: SagaRecord,
  decision: Decision = decideFrom(progress, record.updatedAt),
): SagaView {
  const undoing = new Set(undos(progress));
  const rests = decision.type === 'wait' || decision.type === 'sleep';
  const { correlation, shown } = progress.definition;
  const { id, type, version, correlationId, revision, state, next, nextActionAt, deadline } = record;
  return {
    id,
    type,
    version,
    correlationId,
    revision,
    state,
    nextActionAt,
    deadline,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    steps: progress.steps.map((step) =>
      describeStep(progress, step, undoing.has(step) ? undoOf(progress, step) : undefined),
    ),
    audit: auditOf(record.journal),
    ...(correlation ? { correlationKind: correlation.kind } : {}),
    ...(next === undefined ? {} : { next }),
    ...(progress.failure ? { failure: shownFailure(progress.failure, shown) } : {}),
    ...(rests
      ? {
          waiting: {
            step: decision.step,
            why: decision.type === 'wait' ? `signal ${decision.signal}` : whyShown(decision, shown),
            until: decision.until,
            ...(decision.type === 'sleep' && decision.pause ? { pause: decision.pause } : {}),
          },
        }
      : {}),
  };
}

const shownFailure = ({ step, reason, detail }: Failure, shown: Shown | undefined): Failure => ({
  step,
  reason: shownReason(reason, shown),
  ...(shown?.words && detail !== undefined ? { detail } : {}),
});

/** An operator's text for a pause is shown to operators. */
const whyShown = ({ why, pause }: { why: string; pause?: string }, shown: Shown | undefined): string =>
  pause !== undefined || why === 'retry' ? why : shownWords(why, shown);

function describeStep(
  { definition, failure }: Progress,
  { step, status, do: doing }: StepProgress,
  undo: UndoView | undefined,
): StepView {
  const { shown } = definition;
  const said = undo?.error ?? doing.error;
  const refusal = status === 'refused' && failure?.step === step.name ? shownReason(failure.reason, shown) : undefined;
  const error = said === undefined || shown?.words ? said : (refusal ?? shownWords(said, shown));
  return {
    name: step.name,
    kind: step.kind,
    status,
    attempts: doing.attempts,
    startedAt: doing.startedAt,
    finishedAt: doing.finishedAt,
    ...(error === undefined ? {} : { error }),
    ...(undo ? { undo } : {}),
  };
}

function undoOf({ resolved, definition: { shown } }: Progress, { status, undo, abandoned }: StepProgress): UndoView {
  const { attempts, failures, parks, startedAt, finishedAt, parked } = undo;
  const said = undo.error ?? parked;
  const error = said === undefined ? undefined : shownWords(said, shown);
  const open = resolved || abandoned ? 'skipped' : failures + parks > 0 ? 'failing' : 'pending';
  return {
    status: status === 'undone' ? 'done' : open,
    attempts,
    startedAt,
    finishedAt,
    ...(error === undefined ? {} : { error }),
  };
}
