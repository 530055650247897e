import type { SagaRecord, Summary } from '../../dist/core/journal.js';
import type { Lines } from '../../dist/core/lines.js';
import type { Due, Journal, Outcome, EnginePorts, Wake } from '../../dist/core/ports.js';
import type { Command } from '../../dist/core/participant.js';
import { registry } from '../../dist/core/registry.js';
import type { SagaView } from '../../dist/core/view.js';
import { cancelTrip, bookTrip } from './small-trip.js';
import { replies } from './story.js';

/** A journal in memory. `checked: false` plants a bug: it leaves out the compare-and-set. */
export class MemoryJournal implements Journal {
  readonly sagas = new Map<string, SagaRecord>();
  writes = 0;
  readonly #checked: boolean;
  constructor({ checked = true } = {}) {
    this.#checked = checked;
  }

  insert(saga: SagaRecord): Promise<{ inserted: boolean; saga: SagaRecord }> {
    const existing = this.sagas.get(saga.id);
    if (existing) return Promise.resolve({ inserted: false, saga: existing });
    this.writes += 1;
    this.sagas.set(saga.id, saga);
    return Promise.resolve({ inserted: true, saga });
  }

  recentInsert(_id: string): SagaRecord | undefined {
    return undefined;
  }

  load(id: string): Promise<SagaRecord | undefined> {
    return Promise.resolve(this.sagas.get(id));
  }

  append(id: string, revision: number, lines: Lines, summary: Summary): Promise<boolean> {
    const stored = this.sagas.get(id);
    if (!stored || (this.#checked && stored.revision !== revision)) return Promise.resolve(false);
    this.writes += 1;
    const journal = 'add' in lines ? [...stored.journal, ...lines.add] : lines.replace;
    this.sagas.set(id, { ...stored, ...summary, journal, revision: stored.revision + 1 });
    return Promise.resolve(true);
  }

  due(before: number, limit: number, after?: Due): Promise<Due[]> {
    const all = [...this.sagas.values()]
      .flatMap(({ id, type, state, next, nextActionAt }) =>
        nextActionAt === null ? [] : [{ id, type, state, ...(next === undefined ? {} : { next }), nextActionAt }],
      )
      .filter(({ nextActionAt }) => nextActionAt <= before)
      .sort(inOrder)
      .filter((due) => !after || inOrder(after, due) < 0);
    return Promise.resolve(all.slice(0, limit));
  }

  liveVersions(): Promise<{ type: string; version: number; count: number }[]> {
    const counts = new Map<string, { type: string; version: number; count: number }>();
    for (const { type, version, nextActionAt } of this.sagas.values()) {
      if (nextActionAt === null) continue;
      const key = `${type} ${version}`;
      counts.set(key, { type, version, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    return Promise.resolve([...counts.values()]);
  }
}

const inOrder = (a: Due, b: Due) => a.nextActionAt - b.nextActionAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export type Answering = (command: Command, key: string) => Outcome | Promise<Outcome>;
const yes: Answering = (_command, key) => ({ type: 'done', reply: replies[key.split('.')[1] ?? ''] ?? {} });

/** Ports in memory that record their calls. Time stands still until a test moves `clock.now`. */
export function memoryPorts(overrides: Partial<EnginePorts> = {}) {
  const clock = { now: 0 };
  const journal = new MemoryJournal();
  const sent: string[] = [];
  const wakes: ({ id: string } & Wake)[] = [];
  const published: SagaView[] = [];
  const reported: string[] = [];
  const participants = { answer: yes };
  const ports: EnginePorts = {
    journal,
    queue: {
      wake: (id, wakeUp) => {
        wakes.push({ id, ...wakeUp });
        return Promise.resolve();
      },
    },
    participants: {
      dispatch: async (command, { key }) => {
        sent.push(key);
        return participants.answer(command, key);
      },
    },
    publisher: { publish: (view) => void published.push(view) },
    registry: registry([bookTrip, cancelTrip]),
    now: () => clock.now,
    random: () => 1,
    leaseMs: 30_000,
    report: (_error, { doing }) => void reported.push(doing),
    ...overrides,
  };
  return { ports, clock, journal, sent, wakes, published, reported, participants };
}
