import type { SagaRecord, Summary } from './journal.js';
import type { Lines } from './lines.js';
import type { Command } from './participant.js';
import type { LiveVersion, Registry } from './registry.js';
import type { SagaView } from './view.js';

/** Facts about a saga that is to be woken. */
export type Sleeper = Pick<SagaRecord, 'id' | 'type' | 'state' | 'next'> & {
  /** Present for a saga that has just been inserted. */
  readonly input?: unknown;
};

export interface Due extends Sleeper {
  readonly nextActionAt: number;
}

/** The store of sagas. Every method may throw; a write that threw may still have happened. */
export interface Journal {
  /** Inserts the saga, or returns the existing one with its id. */
  insert(saga: SagaRecord): Promise<{ inserted: boolean; saga: SagaRecord }>;
  load(id: string): Promise<SagaRecord | undefined>;
  /**
   * Returns the saga that this process has just inserted, once; undefined otherwise. It may have changed since, so it may only be used for
   * a run, whose first append detects that.
   */
  recentInsert(id: string): SagaRecord | undefined;
  /**
   * One atomic update: adds lines to the journal or replaces it, sets the summary and increments the revision, if the revision is still
   * `revision`. False when it is not, and then nothing has changed. There may be no lines.
   */
  append(id: string, revision: number, lines: Lines, summary: Summary): Promise<boolean>;
  /** Sagas whose nextActionAt is at or before `before`, oldest first, then by id; `after` is the last of the previous page. */
  due(before: number, limit: number, after?: Due): Promise<readonly Due[]>;
  /** Why the store would refuse this reply, to follow "it"; undefined when it would not. */
  readonly refusal?: (reply: unknown) => string | undefined;
  /** Every type and version that has sagas with a nextActionAt. */
  liveVersions(): Promise<readonly LiveVersion[]>;
}

/** Order: compensations, running sagas, new sagas, and last jobs that are only restored, with nothing due. */
export type Priority = 'compensation' | 'progress' | 'new' | 'restored';

export interface Wake {
  /** Epoch milliseconds; now when absent. */
  readonly at?: number;
  readonly priority: Priority;
  /** The subject of the wake-up, for display in the queue: the saga's type and next action. */
  readonly about: string;
  /** The owner of the saga: new sagas of one owner wait for each other, not for those of another. */
  readonly owner?: string;
  /** `place`: it waits until its participant accepts one more call. */
  readonly why: 'start' | 'signal' | 'request' | 'timer' | 'sweep' | 'place';
}

/** Wakes sagas: whoever receives the wake-up calls `advance(id)`. A wake-up may be lost, duplicated, late or stale. */
export interface Queue {
  wake(id: string, wake: Wake): Promise<void>;
  /** Those that nothing in the queue would wake in time (`now`: epoch ms). All of them when absent. */
  forgotten?(sagas: readonly Due[], now: number): Promise<readonly Due[]>;
}

/** The outcome of a command. A definite answer is `done` or `refused`; everything else is `in-doubt`. */
export type Outcome =
  | { type: 'done'; reply: unknown }
  | { type: 'refused'; reason: string; detail?: string }
  /** `parkedUntil` (epoch milliseconds): it was not sent, and the participant is not to be called before then. */
  | { type: 'in-doubt'; error: string; parkedUntil?: number }
  /** It was not sent, because the participant has its limit of calls: nothing happened, and the saga is woken by `until` (epoch ms). */
  | { type: 'busy'; until: number };

/** One attempt of a command: its key is the same for each. `deadlineMs` is milliseconds from now. */
export interface Call {
  readonly key: string;
  readonly deadlineMs: number;
  readonly sagaId: string;
  readonly correlationId: string;
  readonly owner?: string;
}

export interface Participants {
  /** Sends the command. An error counts as in doubt. */
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

/** Everything the engine needs from its process: stores, participants, clocks. */
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
  /** The owner of a saga, from its input. */
  readonly ownerOf?: (input: unknown) => string | undefined;
  /** Called for failures that the engine survives: a wake-up that could not be queued, a broadcast that failed. */
  readonly report: (error: unknown, about: { saga: string; doing: string }) => void;
}
