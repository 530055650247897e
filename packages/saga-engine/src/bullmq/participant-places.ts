import { steadyNow } from '@shop/common/time';
import { FairQueue } from './fair-queue.js';
import { TokenBucket } from './token-bucket.js';

export interface PlaceLimits {
  /** Calls at once. */
  readonly calls: number;
  /** How many of them only compensations may use. */
  readonly kept: number;
  /** How many of the others no owner may use who already has the rest of them, so that one who floods leaves some. */
  readonly spare: number;
  /** Calls that begin within a second. */
  readonly perSecond: number;
}

export interface Asker {
  readonly sagaId: string;
  readonly owner: string;
  readonly undo: boolean;
  /** Some of its steps are done: it goes before those of its owner that have not begun, so that what is begun ends. */
  readonly begun: boolean;
  /** It has waited for this place before, in this process or in another. */
  readonly returning: boolean;
}

/** Workers that carry out steps, of all participants together; the rest is kept for compensations. */
export interface ForwardWorkers {
  busy: number;
  readonly most: number;
}

/** One that waits: in its worker, for a moment, if it has `admit`, else in the queue. */
interface Waiting extends Asker {
  admit?: (admitted: boolean) => void;
}

/** A worker waits for a place that is expected this soon; else it does something else meanwhile, milliseconds. */
const SOON_MS = 100;
/** A saga that was nudged takes its place within this time, or the next one gets it, milliseconds. */
const NUDGED_MS = 1_000;
/** How much of the mean the newest call is. */
const WEIGHT = 0.2;

/** The places of one participant: who has one, and who is next. Places are those of this process. */
export class ParticipantPlaces {
  readonly #limits: PlaceLimits;
  readonly #workers: ForwardWorkers;
  readonly #nudge: (sagaId: string) => void;
  readonly #rate: TokenBucket;
  readonly #queues = { undo: new FairQueue<Waiting>(), do: new FairQueue<Waiting>() };
  /** Those that were nudged and are not here yet: a place is kept for each. */
  readonly #nudged = new Map<string, { timer: NodeJS.Timeout; owner: string }>();
  /** Calls under way, the oldest first, and when they began. */
  readonly #calls = new Map<Asker, number>();
  #forward = 0;
  /** How many places each owner has for steps, those kept for its sagas that were nudged included. */
  readonly #had = new Map<string, number>();
  #meanMs = 0;

  constructor(limits: PlaceLimits, workers: ForwardWorkers, nudge: (sagaId: string) => void) {
    this.#limits = limits;
    this.#workers = workers;
    this.#nudge = nudge;
    this.#rate = new TokenBucket(limits.perSecond, () => this.pump());
  }

  get calls(): number {
    return this.#calls.size;
  }

  get waiting(): number {
    return this.#queues.do.size + this.#queues.undo.size;
  }

  /** True with a place, to be given back by `leave`. False without: the saga is nudged when it is its turn. */
  enter(asker: Asker): boolean | Promise<boolean> {
    const queue = this.#queueOf(asker);
    this.#expected(asker);
    // those that wait cannot use the free place, or they would have it already
    if (this.#free(asker) && this.#within(asker)) return this.#take(asker);
    const soon = this.#waitMs(queue.before(asker.owner, asker.begun)) <= SOON_MS;
    const waiting: Waiting = { ...asker };
    queue.add(asker.owner, asker.sagaId, waiting, asker.begun);
    this.pump();
    if (!soon) return false;
    return new Promise<boolean>((resolve) => {
      const admit = (admitted: boolean) => {
        clearTimeout(tooLong);
        delete waiting.admit;
        resolve(admitted && this.#take(asker));
      };
      const tooLong = setTimeout(admit, 2 * SOON_MS, false);
      waiting.admit = admit;
    });
  }

  leave(asker: Asker): void {
    const took = steadyNow() - (this.#calls.get(asker) ?? steadyNow());
    this.#meanMs += WEIGHT * (took - this.#meanMs);
    this.#calls.delete(asker);
    if (asker.undo) return;
    this.#forward -= 1;
    this.#workers.busy -= 1;
    this.#count(asker.owner, -1);
  }

  /** The saga runs, and asks again for a place if it needs one. */
  arrived(sagaId: string): void {
    this.#queues.do.remove(sagaId);
    this.#queues.undo.remove(sagaId);
  }

  /** Gives free places to those whose turn it is. */
  pump(): void {
    for (const undo of [true, false]) {
      const queue = this.#queueOf({ undo });
      while (queue.size > 0 && this.#free({ undo })) {
        const next = queue.next((owner) => this.#within({ undo, owner }));
        if (!next) break;
        if (next.admit) next.admit(true);
        else this.#expect(next);
      }
    }
  }

  #queueOf({ undo }: { undo: boolean }): FairQueue<Waiting> {
    return undo ? this.#queues.undo : this.#queues.do;
  }

  #free({ undo }: { undo: boolean }): boolean {
    const { calls, kept } = this.#limits;
    const [nudged, workers] = [this.#nudged.size, this.#workers];
    if (this.#calls.size + nudged >= calls) return false;
    if (!undo && (this.#forward + nudged >= calls - kept || workers.busy >= workers.most)) return false;
    return this.#rate.has(nudged + 1);
  }

  /** Whether its owner may have one more place; sagas that nobody owns are not one owner's. */
  #within({ undo, owner }: { undo: boolean; owner: string }): boolean {
    const { calls, kept, spare } = this.#limits;
    return undo || owner === '' || (this.#had.get(owner) ?? 0) < calls - kept - spare;
  }

  #count(owner: string, change: 1 | -1): void {
    const had = (this.#had.get(owner) ?? 0) + change;
    if (had > 0) this.#had.set(owner, had);
    else this.#had.delete(owner);
  }

  #take(asker: Asker): true {
    this.#rate.take();
    this.#calls.set(asker, steadyNow());
    if (!asker.undo) {
      this.#forward += 1;
      this.#workers.busy += 1;
      this.#count(asker.owner, 1);
    }
    return true;
  }

  #expect({ sagaId, owner }: Waiting): void {
    const missed = () => {
      this.#forget(sagaId);
      this.pump();
    };
    this.#nudged.set(sagaId, { timer: setTimeout(missed, NUDGED_MS).unref(), owner });
    this.#count(owner, 1);
    this.#nudge(sagaId);
  }

  /** Frees the place that was kept for it, or for one that another process runs in its stead: nudged sagas spread over all. */
  #expected({ sagaId, returning }: Asker): void {
    const id = this.#nudged.has(sagaId) ? sagaId : returning ? this.#nudged.keys().next().value : undefined;
    if (id !== undefined) this.#forget(id);
  }

  #forget(sagaId: string): void {
    const { timer, owner } = this.#nudged.get(sagaId)!;
    clearTimeout(timer);
    this.#nudged.delete(sagaId);
    this.#count(owner, -1);
  }

  /** About how long somebody waits with so many ahead, milliseconds. */
  #waitMs(before: number): number {
    const [oldest] = this.#calls.values();
    const call = Math.max(this.#meanMs, oldest === undefined ? 0 : steadyNow() - oldest);
    return Math.max((call * (before + 1)) / this.#limits.calls, this.#rate.waitMs(before));
  }
}
