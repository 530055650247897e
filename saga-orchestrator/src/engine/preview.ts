import type { Definition } from './definition.js';
import { evolve } from './evolve.js';
import type { SagaRecord } from './journal.js';
import type { Command } from './participant.js';
import { ended, pivotBegun, stateFor, undosLeft } from './progress.js';

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
  const asked = { type: 'compensate-requested', by: 'preview', reason: 'preview', at: record.updatedAt } as const;
  const after = evolve(definition, { ...record, journal: [...record.journal, asked] });
  const state = stateFor(after);
  if (pivotBegun(now)) {
    if (!definition.onLateCancel || now.followedUp) return [];
    const request = definition.onLateCancel(state);
    return [{ step: 'follow-up', command: { participant: 'sagas', method: 'start', request } }];
  }
  return undosLeft(after).flatMap(({ step }) =>
    step.kind === 'undoable' && step.compensate !== 'nothing'
      ? [{ step: step.name, command: step.compensate(state) }]
      : [],
  );
}
