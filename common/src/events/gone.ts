import { Problem } from '../errors.js';
import type { LogEnds } from './event.js';

/** 416: the log does not hold the events after this position. The answer has the positions that it holds. */
export const eventsGone = (after: number, { oldest, newest }: LogEnds): Problem =>
  new Problem(416, 'EVENTS_GONE', {
    detail:
      after > newest
        ? `The log ends at ${newest}; there was never an event ${after} in it. Was it restored from a backup? Read on after ${oldest - 1}.`
        : `The log begins at ${oldest}; the events between ${after} and that are gone. Read on after ${oldest - 1}.`,
    extra: { oldest, newest },
  });

/** The ends of the log that refused a position with `eventsGone`; undefined for any other error. */
export function goneEnds(error: unknown): LogEnds | undefined {
  const { code, extra } = error as Partial<Problem>;
  if (code !== 'EVENTS_GONE') return undefined;
  const { oldest, newest } = extra as unknown as LogEnds;
  return { oldest, newest };
}
