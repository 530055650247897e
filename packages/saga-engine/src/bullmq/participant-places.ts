import { steadyNow } from '@shop/common/time';
import { FairQueue } from './fair-queue.js';
import { TokenBucket } from './token-bucket.js';

export interface PlaceLimits {
  /** Maximum concurrent calls. */
  readonly calls: number;
  /** The part of them that is reserved for compensations. */
  readonly kept: number;
  /** The part of the others that an owner cannot use once it has all the rest, so that one who floods leaves some. */
  readonly spare: number;
  /** Maximum calls that begin within a second. */
  readonly perSecond: number;
}

export interface Asker {
  readonly sagaId: string;
  readonly owner: string;
  readonly undo: boolean;
  /** Some of its steps are done: it goes before its owner's sagas that have not begun, so that begun sagas end. */
  readonly begun: boolean;
  /** It has waited for this place before, in this or another process. */
  readonly returning: boolean;
}

/** Workers that carry out steps, of all participants together; the remaining workers are reserved for compensations. */
export interface ForwardWorkers {
  busy: number;
  readonly most: number;
}

/** A waiting saga: briefly in its worker if it has `admit`, else in the queue. */
interface Waiting extends Asker {
  admit?: (admitted: boolean) => void;
}

/** A worker waits for a place that is expected within this time; else it takes other work, milliseconds. */
const SOON_MS = 100;
/** A nudged saga must take its place within this time, or the next one gets it, milliseconds. */
const NUDGED_MS = 1_000;
/** The weight of the newest call in the moving average. */
const WEIGHT = 0.2;

/** The places of one participant in this process: which calls hold them, and which sagas are next. */
export class ParticipantPlaces {
  readonly #limits: PlaceLimits;
  readonly #workers: ForwardWorkers;
  readonly #nudge: (sagaId: string) => void;
  readonly #rate: TokenBucket;
  readonly #queues = { undo: new FairQueue<Waiting>(), do: new FairQueue<Waiting>() };
  /** Sagas that were nudged and have not run yet: a place is reserved for each. */
  readonly #nudged = new Map<string, { timer: NodeJS.Timeout; owner: string }>();
  /** Calls in progress, oldest first, with their start times. */
  readonly #calls = new Map<Asker, number>();
  #forward = 0;
  /** The places that each owner has for steps, including those reserved for its nudged sagas. */
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

  /** True with a place, which `leave` returns. False without: the saga is nudged when it is its turn. */
  enter(asker: Asker): boolean | Promise<boolean> {
    const queue = this.#queueOf(asker);
    this.#expected(asker);
    // the waiting sagas cannot use the free place, or they would already have it
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

  /** Called when the saga runs; it asks again for a place if it needs one. */
  arrived(sagaId: string): void {
    this.#queues.do.remove(sagaId);
    this.#queues.undo.remove(sagaId);
  }

  /** Gives free places to the next waiting sagas. */
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

  /** Whether the owner may have one more place; sagas without an owner are not limited. */
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

  /**
   * Frees the place reserved for this saga, or for another that a different process runs instead: nudged sagas spread over all processes.
   */
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

  /** The estimated waiting time behind this many others, milliseconds. */
  #waitMs(before: number): number {
    const [oldest] = this.#calls.values();
    const call = Math.max(this.#meanMs, oldest === undefined ? 0 : steadyNow() - oldest);
    return Math.max((call * (before + 1)) / this.#limits.calls, this.#rate.waitMs(before));
  }
}
