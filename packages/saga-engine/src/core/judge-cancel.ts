import type { Verdict } from './change.js';
import type { Definition } from './definition.js';
import type { Event } from './journal.js';
import { ended, pivotBegun, type Progress } from './progress.js';

/** Whether the saga, or one of its undos, was ended by hand. */
export const wasEndedByHand = ({ state, resolved }: Progress): boolean => resolved || state === 'RESOLVED';

/** The event of a cancel; marked `again` when it reopens what was ended by hand. */
export const markedAgain = (progress: Progress, event: Event): Event =>
  wasEndedByHand(progress) && event.type === 'cancel-requested' ? { ...event, again: true } : event;

/** The result of a cancel, or of an operator's compensation. */
export function judgeCancel(progress: Progress, { onLateCancel }: Definition, event: Event): Verdict {
  const promised = progress.lateCancel || (progress.failure && ended(progress));
  if (!wasEndedByHand(progress) && promised) return 'duplicate';
  if (pivotBegun(progress) && !onLateCancel) return 'late';
  return markedAgain(progress, event);
}
