import { commandOf, followUpOf } from './answers.js';
import type { Definition, State } from './definition.js';
import { evolve } from './evolve.js';
import type { SagaRecord } from './journal.js';
import { NotMine } from './not-mine.js';
import type { Command } from './participant.js';
import { followUpDue } from './follow-up.js';
import { ended, FOLLOW_UP, pivotBegun, stateFor } from './progress.js';
import { undosLeft } from './undos.js';

export interface PreviewedAction {
  readonly step: string;
  readonly command: Command;
}

/**
 * The commands that a compensation at this moment would send, in order, without sending any: before the pivot has begun the undos, after it
 * the start of the follow-up saga. Empty when nothing is left to do or the saga can only go forward.
 */
export function preview(definition: Definition, record: SagaRecord): PreviewedAction[] {
  const now = evolve(definition, record);
  const follow = followUpDue(now);
  if (follow) return startOf(record.id, follow, stateFor(now));
  if (ended(now)) return [];
  if (definition.gone) throw new NotMine(`Saga ${record.id} is of a version that has no definition here.`, record);
  const asked = { type: 'compensate-requested', by: 'preview', reason: 'preview', at: record.updatedAt } as const;
  const after = evolve(definition, { ...record, journal: [...record.journal, asked] });
  const state = stateFor(after);
  const { onLateCancel } = definition;
  if (pivotBegun(now)) {
    if (!onLateCancel || now.followedUp) return [];
    return startOf(record.id, onLateCancel, state);
  }
  return undosLeft(after).flatMap(({ step }) => {
    if (step.kind !== 'undoable' || step.compensate === 'nothing') return [];
    const { compensate } = step;
    return built(step.name, () => commandOf(step.name, compensate(state)));
  });
}

const startOf = (id: string, follow: NonNullable<Definition['onLateCancel']>, state: State): PreviewedAction[] =>
  built(FOLLOW_UP, () => ({ participant: 'sagas', method: 'start', request: followUpOf(id, follow(state)) }));

/** Commands that the definition cannot compute are left out. */
function built(step: string, build: () => Command): PreviewedAction[] {
  try {
    return [{ step, command: build() }];
  } catch {
    return [];
  }
}
