import type { Call, Outcome, Participants } from '../core/ports.js';
import type { Command } from '../core/participant.js';
import { ParticipantPlaces, type ForwardWorkers, type PlaceLimits } from './participant-places.js';

/** A saga that waits for a place asks again after this time, should nobody nudge it, milliseconds. */
const AGAIN_MS = 30_000;

export interface PlacesOptions {
  /** Sagas that this process runs at a time. */
  readonly concurrency: number;
  readonly limitsOf: (participant: string) => PlaceLimits;
  /** Has the job of a saga run now, since there is a place for it. */
  readonly nudge: (sagaId: string) => Promise<void>;
}

/** How one participant is used at the moment. */
export interface PlaceUse {
  readonly participant: string;
  readonly calls: number;
  readonly waiting: number;
}

/** What is known of the run that wants a place. */
export interface Runner {
  /** The saga as a whole undoes what another did. */
  readonly compensating: boolean;
  /** Some of its steps are done. */
  begun: boolean;
  /** The participant that had no place for it when it ran last. */
  readonly waitedFor: string | undefined;
}

/**
 * Keeps participants apart: each takes so many calls at once and so many a second from this process, and a part of them
 * is for compensations alone. A saga without a place gives its worker back and rests; those of each owner take turns.
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

  /** Sends the command once there is a place, or answers `busy`: then the saga is nudged when it is its turn. */
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
      // its worker may be what a saga at another participant waits for
      for (const each of this.#participants.values()) each.pump();
    }
  }

  /** The saga runs: it waits no more, until it asks again. */
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
