import { advance } from '../../dist/core/advance.js';
import { withCrashPoints } from '../../dist/core/crash-points.js';
import type { Definition } from '../../dist/core/definition.js';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import type { Journal, Outcome } from '../../dist/core/ports.js';
import { registry } from '../../dist/core/registry.js';
import { MemoryJournal, memoryPorts } from './memory.js';

/** One saga to run: its input, the steps that are refused, and the signals that are sent, all before anything else happens. */
export interface Scenario {
  readonly input: unknown;
  readonly refused?: readonly string[];
  readonly signals?: Readonly<Record<string, unknown>>;
}

/** The end of a saga, and the final state of its steps at the participants: `hold-hotel done`, `hold-flight undone`. */
export interface Ended {
  readonly state: string;
  readonly left: readonly string[];
  /** Steps that were done twice, or undone without having been done; must be empty. */
  readonly wrong: readonly string[];
}

/**
 * Runs the saga once without a crash, then once for each point at which a process can crash, before it and after it, and returns how each
 * run ended. The process that comes next finds the journal and the participants as they were left.
 */
export async function crashEverywhere(
  definition: Definition,
  scenario: Scenario,
): Promise<{ calm: Ended; crashed: ReadonlyMap<string, Ended> }> {
  const crashed = new Map<string, Ended>();
  const { crashedAt: _none, ...calm } = await run(definition, scenario, -1);
  for (let point = 0; ; point += 1) {
    const { crashedAt, ...ended } = await run(definition, scenario, point);
    if (crashedAt === undefined) return { calm, crashed };
    crashed.set(`${point}: ${crashedAt}`, ended);
  }
}

class Crash extends Error {}

async function run(definition: Definition, scenario: Scenario, crashAt: number) {
  const journal = new MemoryJournal();
  const places = new Participants(new Set(scenario.refused));
  const time = { now: 0 };
  let passed = 0;
  let crashedAt: string | undefined;
  /** A process that has crashed does nothing more, whatever it had begun. */
  const startProcess = () => {
    let isOver = false;
    const pass = (point: string, when: string) => {
      if (isOver || passed++ === crashAt) {
        if (!isOver) crashedAt = `${when} ${point}`;
        isOver = true;
        throw new Crash(point);
      }
    };
    const { ports } = memoryPorts({
      journal: plain(journal),
      registry: registry([definition]),
      participants: { dispatch: async (_command, { key }) => places.handle(key) },
      now: () => time.now,
    });
    return withCrashPoints(ports, async (point, work) => {
      pass(point, 'before');
      const result = await work();
      pass(point, 'after');
      return result;
    });
  };
  let process = startProcess();
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    for (let crashes = 0; crashes < 3; crashes++) {
      const before = crashedAt;
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Crash) && crashedAt === before) throw error;
        process = startProcess();
      }
    }
    throw new Error('It crashes again and again.');
  };
  const id = 't1';
  await attempt(() => sagaCalls(process).start({ saga: definition.name, id, input: scenario.input }));
  for (const [name, payload] of Object.entries(scenario.signals ?? {}))
    await attempt(() => sagaCalls(process).signal(id, { name, payload }));
  for (let runs = 0; runs < 1_000; runs++) {
    const before = crashedAt;
    await attempt(() => advance(process, id));
    // its work died with it, even if its run did not notice
    if (crashedAt !== before) process = startProcess();
    const { nextActionAt, state } = journal.sagas.get(id)!;
    if (nextActionAt === null) return { state, ...places.account(definition), crashedAt };
    time.now = Math.max(time.now, nextActionAt);
  }
  throw new Error(`It has not ended after a crash ${crashedAt ?? 'nowhere'}.`);
}

/** The same journal as an object whose methods can be spread. */
const plain = (journal: MemoryJournal): Journal => ({
  insert: (saga) => journal.insert(saga),
  recentInsert: (id) => journal.recentInsert(id),
  load: (id) => journal.load(id),
  append: (...args) => journal.append(...args),
  due: (...args) => journal.due(...args),
  liveVersions: () => journal.liveVersions(),
});

/** Participants with a barrier each. */
class Participants {
  readonly #refused: ReadonlySet<string>;
  readonly #answers = new Map<string, Outcome>();
  readonly #undone = new Set<string>();

  constructor(refused: ReadonlySet<string>) {
    this.#refused = refused;
  }

  handle(key: string): Outcome {
    const [, step = '', undo] = key.split('.');
    if (undo) {
      this.#undone.add(step);
      return { type: 'done', reply: {} };
    }
    const known = this.#answers.get(step);
    if (known) return known;
    if (this.#undone.has(step)) return { type: 'refused', reason: 'UNDONE_BEFORE' };
    const answer: Outcome = this.#refused.has(step)
      ? { type: 'refused', reason: 'REFUSED' }
      : { type: 'done', reply: {} };
    this.#answers.set(step, answer);
    return answer;
  }

  account({ steps }: Definition): Pick<Ended, 'left' | 'wrong'> {
    const left: string[] = [];
    const wrong: string[] = [];
    for (const { name, kind } of steps) {
      if (this.#answers.get(name)?.type !== 'done') continue;
      left.push(`${name} ${this.#undone.has(name) ? 'undone' : 'done'}`);
      if (this.#undone.has(name) && kind !== 'undoable') wrong.push(`${name} was undone`);
    }
    return { left, wrong };
  }
}
