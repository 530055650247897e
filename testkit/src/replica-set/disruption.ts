import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../random.js';
import type { ReplicaSet } from './replica-set.js';

/** A set whose state changes until it is stopped. */
export interface Disruption {
  /** The events so far, described for messages. */
  readonly events: readonly string[];
  /** Ends it, with one primary and everything replicated from now on. */
  stop(): Promise<void>;
}

/** The pause between two events, milliseconds. */
const EVERY_MS = { from: 500, to: 2000 };

/** Changes the lag, breaks connections, cuts the primary off and fails over, at random; one seed gives one sequence of events. */
export function disrupt(set: ReplicaSet, seed: number): Disruption {
  const random = new Random(seed);
  const events: string[] = [];
  const stopping = new AbortController();
  const rest = (ms: number) => pause(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  const acts: readonly (readonly [string, () => Promise<void> | void])[] = [
    ['lag', () => void (set.lagMs = random.between(0, 200))],
    ['drop connections', () => set.dropConnections()],
    ['step down', () => set.failOver({ rollBack: false, waiting: 'PrimarySteppedDown' })],
    ['step down, interrupted', () => set.failOver({ rollBack: true, waiting: 'InterruptedDueToReplStateChange' })],
    ['primary dies', () => dies(set, random, rest)],
    ['partition', () => partition(set, random, rest)],
  ];
  const going = (async () => {
    while (!stopping.signal.aborted) {
      const [name, act] = random.pick(acts);
      events.push(`${name}, ${set.behind} behind`);
      await act();
      await rest(random.between(EVERY_MS.from, EVERY_MS.to));
    }
  })();
  return {
    events,
    async stop() {
      stopping.abort();
      await going;
      set.heal();
      set.lagMs = 0;
      set.resume();
    },
  };
}

/** Pauses replication for a while, then fails over: the writes of that time are rolled back. */
async function dies(set: ReplicaSet, random: Random, rest: (ms: number) => Promise<void>): Promise<void> {
  set.pauseReplication();
  await rest(random.between(100, 1500));
  await set.failOver({ rollBack: true, electionMs: random.between(50, 1000) });
  set.resume();
}

async function partition(set: ReplicaSet, random: Random, rest: (ms: number) => Promise<void>): Promise<void> {
  set.partition();
  await rest(random.between(200, 2000));
  set.heal();
}
