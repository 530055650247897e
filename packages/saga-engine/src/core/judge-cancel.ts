import type { Verdict } from './change.js';
import type { Definition } from './definition.js';
import type { Event } from './journal.js';
import { ended, pivotBegun, type Progress } from './progress.js';

/** Whether it was ended by hand, as a whole or with an undo that was given up. */
export const wasEndedByHand = ({ state, resolved }: Progress): boolean => resolved || state === 'RESOLVED';

/** A cancel that takes up again what was ended by hand says so. */
export const takenUpAgain = (progress: Progress, event: Event): Event =>
  wasEndedByHand(progress) && event.type === 'cancel-requested' ? { ...event, again: true } : event;

/** What comes of a cancel, or of an operator's compensation. */
export function judgeCancel(progress: Progress, { onLateCancel }: Definition, event: Event): Verdict {
  const promised = progress.lateCancel || (progress.failure && ended(progress));
  if (!wasEndedByHand(progress) && promised) return 'duplicate';
  if (pivotBegun(progress) && !onLateCancel) return 'late';
  return takenUpAgain(progress, event);
}
