import type { Event } from '../engine/journal.js';
import type { SagaView } from '../engine/view.js';

/** A run shorter than this shows itself once, when it is over; a longer one at least this often, milliseconds. */
const EVERY = 100;

/** What a job shows of its saga, for whoever looks at the dashboard: how far it is, and one line a step. No payloads, no words of others. */
export interface JobStory {
  /** After an append: what happened and how the saga stands. Costs nothing at once; written a moment later. */
  tell(saga: SagaView, events: readonly Event[]): void;
  /** The run is over; writes what is left. Undefined: there is no such saga, or the run failed. */
  end(saga: SagaView | undefined): Promise<void>;
}

export interface StoryTo {
  /** Sets the job's progress and adds lines to its log. */
  readonly write: (progress: object | undefined, lines: readonly string[]) => Promise<unknown>;
  /** Told when progress or log could not be written. */
  readonly failed: (error: unknown) => void;
}

/** Fills a job's progress and log. */
export function jobStory({ write: put, failed }: StoryTo): JobStory {
  let lines: string[] = [];
  let stands: SagaView | undefined;
  let timer: NodeJS.Timeout | undefined;

  const write = async () => {
    clearTimeout(timer);
    timer = undefined;
    const [told, saga] = [lines, stands];
    [lines, stands] = [[], undefined];
    if (told.length > 0 || saga) await put(saga && progressOf(saga), told).catch(failed);
  };
  const say = (at: number, words: string) => lines.push(`${new Date(at).toISOString()} ${words}`);
  return {
    tell(saga, events) {
      stands = saga;
      for (const event of events) say(saga.updatedAt, inWords(event, saga.updatedAt));
      timer ??= setTimeout(() => void write(), EVERY);
    },
    async end(saga) {
      if (saga) {
        stands = saga;
        say(Date.now(), saga.waiting ? `waits at ${saga.waiting.step}` : saga.state);
      }
      await write();
    },
  };
}

const progressOf = ({ state, next, steps }: SagaView) => ({
  step: next ?? '',
  state,
  done: steps.filter(({ status }) => status === 'done' || status === 'skipped').length,
  of: steps.length,
});

function inWords(event: Event, now: number): string {
  switch (event.type) {
    case 'done':
    case 'undone':
      return `${event.step} ${event.type} in ${now - event.startedAt} ms, attempt ${event.attempt}`;
    case 'refused':
      return `${event.step} refused: ${event.reason}`;
    case 'failed': {
      const what = event.phase === 'undo' ? `undo ${event.step}` : event.step;
      return `${what} failed, attempt ${event.attempt}; again in ${event.retryAt - now} ms`;
    }
    case 'parked':
      return `${event.step} cannot be sent; again in ${event.until - now} ms`;
    case 'gave-up':
      return `${event.step} given up, its outcome is in doubt`;
    case 'expired':
      return `${event.step} expired: ${event.reason}`;
    case 'followed-up':
      return `followed by ${event.saga} ${event.id}`;
    default:
      return event.type;
  }
}
