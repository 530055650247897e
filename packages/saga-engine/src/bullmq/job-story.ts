import type { Event } from '../core/journal.js';
import type { Presenter } from '../core/present.js';
import type { SagaView } from '../core/view.js';
import { jobNameOf, progressOf } from './job-progress.js';
import type { JobFields, JobRows } from './job-row.js';
import { priorityNumber } from './priorities.js';

/** A shorter run is written once, when it is over; a longer one at least this often, milliseconds. */
const EVERY = 100;

/** How a run ended: until when its job rests, and the participant whose place it waits for. Empty once the saga has ended. */
export interface Rest {
  readonly until?: number;
  readonly place?: string;
  /** Data for the job's next run about why it runs. */
  readonly data?: string;
}

/** What a job shows of its saga on the dashboard: its progress, and one line a step. No payloads, no texts of users or participants. */
export interface JobStory {
  /** Called after an append with the events and the saga's state. Returns at once; the write follows a moment later. */
  appended(saga: SagaView, events: readonly Event[]): void;
  /** Writes what is left at the end of a run. True when the saga was woken meanwhile. Undefined: no such saga, or the run failed. */
  end(saga: SagaView | undefined, rest?: Rest): Promise<boolean>;
}

export interface StoryTo {
  readonly job: string;
  readonly present: Presenter;
  readonly rows: Pick<JobRows, 'show' | 'end'>;
  /** Called when a write fails. */
  readonly failed: (error: unknown) => void;
}

/** Writes a job's progress and log. */
export function jobStory({ job, present, rows, failed }: StoryTo): JobStory {
  let lines: string[] = [];
  let stands: SagaView | undefined;
  let timer: NodeJS.Timeout | undefined;

  const taken = (place?: string): [JobFields, string[]] => {
    clearTimeout(timer);
    timer = undefined;
    const written: [JobFields, string[]] = [
      stands ? { progress: JSON.stringify(progressOf(stands, place)) } : {},
      lines,
    ];
    [lines, stands] = [[], undefined];
    return written;
  };
  const say = (at: number, words: string) => lines.push(`${new Date(at).toISOString()} ${words}`);
  const show = async () => rows.show(job, ...taken());
  return {
    appended(saga, events) {
      stands = saga;
      for (const event of events)
        say(saga.updatedAt, present.describe(saga.type, { ...event, at: saga.updatedAt }).text.en);
      timer ??= setTimeout(() => void show().catch(failed), EVERY);
    },
    async end(saga, { until, place, data } = {}) {
      try {
        if (saga) {
          stands = saga;
          say(Date.now(), present.rest(saga, place).en);
        }
        const [fields, last] = taken(place);
        const name = saga ? { name: jobNameOf(saga) } : {};
        const rests =
          saga && until !== undefined
            ? { due: until, placeUntil: place ? until : 0, ...priorityOf(saga), ...(data ? { data } : {}) }
            : {};
        return await rows.end(job, { ...fields, ...name, ...rests }, last);
      } catch (error) {
        failed(error);
        return false;
      }
    },
  };
}

// a saga of which nothing is done yet keeps the priority of a new one
const priorityOf = ({ state, revision }: SagaView) =>
  revision === 0 ? {} : { priority: priorityNumber(state === 'COMPENSATING' ? 'compensation' : 'progress') };
