import type { Call, Outcome, Participants } from '../core/ports.js';
import type { Command } from '../core/participant.js';
import { ParticipantPlaces, type ForwardWorkers, type PlaceLimits } from './participant-places.js';

/** A saga that waits for a place asks again after this time if it is not nudged, milliseconds. */
const AGAIN_MS = 30_000;

export interface PlacesOptions {
  /** Sagas that this process runs concurrently. */
  readonly concurrency: number;
  readonly limitsOf: (participant: string) => PlaceLimits;
  /** Runs the job of a saga now, because there is a place for it. */
  readonly nudge: (sagaId: string) => Promise<void>;
}

/** The current use of one participant. */
export interface PlaceUse {
  readonly participant: string;
  readonly calls: number;
  readonly waiting: number;
}

/** Facts about the run that asks for a place. */
export interface Runner {
  /** The saga as a whole undoes another saga's work. */
  readonly compensating: boolean;
  /** Some of its steps are done. */
  begun: boolean;
  /** The participant that had no place for it in its last run. */
  readonly waitedFor: string | undefined;
}

/**
 * Isolates participants from each other: each has a limit of concurrent calls and of calls a second from this process, and a part of them
 * is reserved for compensations. A saga without a place releases its worker and rests; owners take turns.
 */
export class Places {
  readonly #options: PlacesOptions;
  readonly #participants = new Map<string, ParticipantPlaces>();
  readonly #workers: ForwardWorkers;

  constructor(options: PlacesOptions) {
    this.#options = options;
    const { concurrency } = options;
    this.#workers = { busy: 0, most: Math.max(1, concurrency - Math.ceil(concurrency / 16)) };
  }

  /** Sends the command once there is a place, or returns `busy`: then the saga is nudged when it is its turn. */
  async dispatch(participants: Participants, command: Command, call: Call, runner: Runner): Promise<Outcome> {
    const { sagaId, owner = '', key } = call;
    const places = this.#of(command.participant);
    const undo = runner.compensating || key.endsWith('.undo');
    const { begun, waitedFor } = runner;
    const asker = { sagaId, owner, undo, begun, returning: waitedFor === command.participant };
    if (!(await places.enter(asker))) return { type: 'busy', until: Date.now() + AGAIN_MS };
    try {
      return await participants.dispatch(command, call);
    } finally {
      runner.begun = true;
      places.leave(asker);
      // a saga at another participant may be waiting for its worker
      for (const each of this.#participants.values()) each.pump();
    }
  }

  /** Called when the saga runs: it is no longer waiting until it asks again. */
  arrived(sagaId: string): void {
    for (const each of this.#participants.values()) each.arrived(sagaId);
  }

  use(): PlaceUse[] {
    return [...this.#participants].map(([participant, { calls, waiting }]) => ({ participant, calls, waiting }));
  }

  #of(participant: string): ParticipantPlaces {
    const known = this.#participants.get(participant);
    if (known) return known;
    const { limitsOf, nudge } = this.#options;
    const nudged = (id: string) => void nudge(id).catch(() => undefined);
    const places = new ParticipantPlaces(limitsOf(participant), this.#workers, nudged);
    this.#participants.set(participant, places);
    return places;
  }
}
