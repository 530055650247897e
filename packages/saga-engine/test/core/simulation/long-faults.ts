import { days, hours, minutes } from './lengths.js';
import type { Random } from '@shop/testkit/random';

/** The reaction of a participant to a command during a long fault. */
type Trouble = 'refuses' | 'no answer' | 'unreachable';

/** The commands that may fail for long: those after the pivot, undos, and the pivot itself, which may only be in doubt. */
const MAY_FAIL: readonly [string, readonly Trouble[]][] = [
  ['issue-ticket', ['refuses', 'refuses', 'no answer', 'unreachable']],
  ['confirm-trip', ['no answer', 'unreachable']],
  ['create-trip.undo', ['refuses', 'no answer']],
  ['hold-room.undo', ['refuses', 'unreachable']],
  ['hold-seat.undo', ['refuses', 'no answer']],
  ['return-ticket', ['refuses', 'no answer']],
  ['free-room', ['unreachable']],
];

/**
 * Faults of days and months that continue after those of the FaultPlan: participants that refuse or do not answer, and functions of
 * the definition that throw. They end at `until` (epoch ms), except that `permanent` refuses every issue-ticket for ever.
 */
export class LongFaults {
  readonly until: number;
  readonly permanent: boolean;
  readonly #troubles = new Map<string, Trouble>();
  readonly #throwing: string | undefined;

  constructor(random: Random) {
    const length = random.next();
    this.until = length < 0.6 ? 0 : length < 0.99 ? random.between(minutes(5), hours(20)) : days(60);
    this.permanent = this.lasts && random.chance(0.2);
    if (this.permanent) this.#troubles.set('issue-ticket', 'refuses');
    if (!this.lasts) return;
    for (const [command, troubles] of MAY_FAIL)
      if (!this.#troubles.has(command) && random.chance(0.3)) this.#troubles.set(command, random.pick(troubles));
    if (random.chance(0.4))
      this.#throwing = random.pick(['unless', 'within', 'onLateCancel', 'create-trip.undo', 'issue-ticket']);
  }

  get lasts(): boolean {
    return this.until > 0;
  }

  /** The trouble of this command at this time, if any. */
  trouble(command: string, now: number): Trouble | undefined {
    if (now >= this.until && !(this.permanent && command === 'issue-ticket')) return undefined;
    return this.#troubles.get(command);
  }

  /** Throws while this function of the definition is faulty. */
  call(what: string, now: number): void {
    if (what === this.#throwing && now < this.until) throw new Error(`${what} is not fixed yet`);
  }
}
