import type { SagaRecord, Summary } from './journal.js';
import type { Lines } from './lines.js';
import type { Command } from './participant.js';
import type { LiveVersion, Registry } from './registry.js';
import type { SagaView } from './view.js';

/** What is known of a saga that is to be woken. */
export type Sleeper = Pick<SagaRecord, 'id' | 'type' | 'state' | 'next'> & {
  /** Known for a saga that has just been inserted. */
  readonly input?: unknown;
};

export interface Due extends Sleeper {
  readonly nextActionAt: number;
}

/** The store of sagas. Every method may throw; a write that threw may still have happened. */
export interface Journal {
  /** Inserts the saga, or answers the one that has its id. */
  insert(saga: SagaRecord): Promise<{ inserted: boolean; saga: SagaRecord }>;
  load(id: string): Promise<SagaRecord | undefined>;
  /**
   * The saga as this process has just inserted it, once; undefined otherwise. It may have changed since: good for a run,
   * whose first append finds that out, and for nothing else.
   */
  recentInsert(id: string): SagaRecord | undefined;
  /**
   * One atomic update: adds lines to the journal or replaces it, sets the summary and makes the revision `revision + 1`, if the
   * revision still is `revision`. False when it is not, and then nothing has changed. There may be no lines.
   */
  append(id: string, revision: number, lines: Lines, summary: Summary): Promise<boolean>;
  /** Sagas whose nextActionAt is at or before `before`, oldest first, then by id; `after` is the last of the page before. */
  due(before: number, limit: number, after?: Due): Promise<readonly Due[]>;
  /** Every type and version that has sagas with a nextActionAt. */
  liveVersions(): Promise<readonly LiveVersion[]>;
}

/** Compensations go before sagas under way, those before new ones; last come jobs that are only put back, with nothing due. */
export type Priority = 'compensation' | 'progress' | 'new' | 'restored';

export interface Wake {
  /** Epoch milliseconds; now when absent. */
  readonly at?: number;
  readonly priority: Priority;
  /** What the wake-up is about, for whoever looks at the queue: the saga's type and what is next. */
  readonly about: string;
  /** Whose saga it is: new sagas of one owner wait for each other, not for those of another. */
  readonly owner?: string;
  /** `place`: it waits until its participant takes one more call. */
  readonly why: 'start' | 'signal' | 'request' | 'timer' | 'sweep' | 'place';
}

/** Wakes sagas: whoever takes the wake-up calls `advance(id)`. A wake-up may be lost, doubled, late or stale. */
export interface Queue {
  wake(id: string, wake: Wake): Promise<void>;
  /** Those that nothing in the queue would wake, or only too late (`now`: epoch ms). All of them when absent. */
  forgotten?(sagas: readonly Due[], now: number): Promise<readonly Due[]>;
}

/** What came of a command. A definite answer is `done` or `refused`; everything else is `in-doubt`. */
export type Outcome =
  | { type: 'done'; reply: unknown }
  | { type: 'refused'; reason: string; detail?: string }
  /** `parkedUntil` (epoch milliseconds): it was not sent, the participant is not to be called before then. */
  | { type: 'in-doubt'; error: string; parkedUntil?: number }
  /** It was not sent, for the participant has its share of calls: nothing happened, and the saga is woken by `until` (epoch ms). */
  | { type: 'busy'; until: number };

/** One attempt of a command: its key is the same at each. `deadlineMs` is milliseconds from now. */
export interface Call {
  readonly key: string;
  readonly deadlineMs: number;
  readonly sagaId: string;
  readonly correlationId: string;
  readonly owner?: string;
}

export interface Participants {
  /** Sends the command. A throw counts as in doubt. */
  dispatch(command: Command, call: Call): Promise<Outcome>;
}

/** What operators hold back: a saga type, a step or a participant. */
export interface Pauses {
  /** The pause that holds this back; undefined when it may be sent. */
  holding(about: { type: string; step: string; participant: string }): { id: string; reason: string } | undefined;
  isActive(id: string): boolean;
}

/** Notified after each change; the revision is the sequence number. Never awaited; a notification may be lost. */
interface Publisher {
  publish(saga: SagaView): void | Promise<void>;
}

/** Everything the engine needs of its process: stores, participants, clocks. */
export interface EnginePorts {
  readonly journal: Journal;
  readonly queue: Queue;
  readonly participants: Participants;
  readonly publisher: Publisher;
  /** Nothing is paused when absent. */
  readonly pauses?: Pauses;
  readonly registry: Registry;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 0 up to 1, for the jitter. */
  readonly random: () => number;
  /** Milliseconds for which a run has a saga to itself before the sweep wakes it again (30 s is usual). */
  readonly leaseMs: number;
  /** Whose saga it is, from its input. */
  readonly ownerOf?: (input: unknown) => string | undefined;
  /** Called for failures that the engine survives: a wake that could not be queued, a broadcast that failed. */
  readonly report: (error: unknown, about: { saga: string; doing: string }) => void;
}
