import type { Definition } from './definition.js';
import { evolve } from './evolve.js';
import type { SagaRecord } from './journal.js';
import { NotMine } from './not-mine.js';
import type { Command } from './participant.js';
import { ended, FOLLOW_UP, pivotBegun, stateFor, undosLeft } from './progress.js';

export interface PreviewedAction {
  readonly step: string;
  readonly command: Command;
}

/**
 * What a compensation at this moment would send, in that order, without sending anything: the undos before the pivot
 * has begun, after it the start of the follow-up saga. Empty when the saga has ended or can only go forward.
 */
export function preview(definition: Definition, record: SagaRecord): PreviewedAction[] {
  const now = evolve(definition, record);
  if (ended(now)) return [];
  if (definition.gone) throw new NotMine(`Saga ${record.id} is of a version that has no definition here.`, record);
  const asked = { type: 'compensate-requested', by: 'preview', reason: 'preview', at: record.updatedAt } as const;
  const after = evolve(definition, { ...record, journal: [...record.journal, asked] });
  const state = stateFor(after);
  const { onLateCancel } = definition;
  if (pivotBegun(now)) {
    if (!onLateCancel || now.followedUp) return [];
    return built(FOLLOW_UP, () => ({ participant: 'sagas', method: 'start', request: onLateCancel(state) }));
  }
  return undosLeft(after).flatMap(({ step }) => {
    if (step.kind !== 'undoable' || step.compensate === 'nothing') return [];
    const { compensate } = step;
    return built(step.name, () => compensate(state));
  });
}

/** Nothing is sent for what the definition cannot say. */
function built(step: string, build: () => Command): PreviewedAction[] {
  try {
    return [{ step, command: build() }];
  } catch {
    return [];
  }
}
