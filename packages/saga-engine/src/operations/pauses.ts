import { randomUUID } from 'node:crypto';
import { notFound } from '@shop/common/errors';
import { seconds } from '@shop/common/time';
import { withoutFaults, type Around } from '../core/crash-points.js';
import type { PauseDocument } from '../mongo/pause.model.js';
import type { PauseRepository } from '../mongo/pauses.repository.js';
import type { SagaRepository } from '../mongo/sagas.repository.js';
import type { EnginePorts, Pauses } from '../core/ports.js';
import { wake } from '../core/wake.js';

export type PauseRequest = Pick<PauseDocument, 'type' | 'step' | 'participant' | 'reason'>;

/** Longer than any orchestrator takes to notice the end of a pause, milliseconds. */
const NOTICED = seconds(3);

/**
 * The operators' pauses, as this process last read them. While the store is unavailable, the last read stays in force. `processOf` names
 * the process that carries out a participant's commands.
 */
export class PauseBoard implements Pauses {
  readonly #pauses: PauseRepository;
  readonly #processOf: Readonly<Record<string, string>>;
  readonly #around: Around;
  #all: readonly PauseDocument[] = [];
  /** Ended pauses whose resting sagas this process has woken, and when. */
  readonly #woken = new Map<string, number>();

  constructor(pauses: PauseRepository, processOf: Readonly<Record<string, string>>, around: Around = withoutFaults) {
    this.#pauses = pauses;
    this.#processOf = processOf;
    this.#around = around;
  }

  holding({ type, step, participant }: Parameters<Pauses['holding']>[0]): { id: string; reason: string } | undefined {
    const names = [participant, this.#processOf[participant]];
    const found = this.#active.find(
      (pause) =>
        (pause.type === undefined || pause.type === type) &&
        (pause.step === undefined || pause.step === step) &&
        (pause.participant === undefined || names.includes(pause.participant)),
    );
    return found && { id: found._id, reason: found.reason };
  }

  isActive(id: string): boolean {
    return this.#active.some(({ _id }) => _id === id);
  }

  /** The oldest active pause of the same type, step and participant. */
  #equal(wish: PauseRequest): PauseDocument | undefined {
    return this.#active.find(
      ({ type, step, participant }) => type === wish.type && step === wish.step && participant === wish.participant,
    );
  }

  get #active(): readonly PauseDocument[] {
    return this.#all.filter(({ endedAt }) => endedAt === null);
  }

  /** Reads them; throws when the store cannot be reached. */
  async refresh(): Promise<void> {
    this.#all = await this.#pauses.findAll();
  }

  /** The active pauses, oldest first. */
  async list(): Promise<readonly PauseDocument[]> {
    await this.refresh();
    return this.#active;
  }

  /**
   * Begins a pause. An existing one with this id stays as it is, and so does an active one of the same type, step and participant. In force
   * in every orchestrator a second later.
   */
  async begin(wish: PauseRequest, by: string, id: string = randomUUID()): Promise<PauseDocument> {
    const pause: PauseDocument = { ...wish, _id: id, by, at: Date.now(), endedAt: null };
    await this.refresh();
    const existing = this.#all.find(({ _id }) => _id === id) ?? this.#equal(pause);
    if (existing) return existing;
    await this.#around('orchestrator.pause', () => this.#pauses.begin(pause));
    await this.refresh();
    const first = this.#equal(pause);
    // two concurrent requests: both were stored, the later one is ended, and its resting sagas are woken and then rest for the first
    if (first && first._id !== id) await this.#pauses.end(id, Date.now());
    return first ?? pause;
  }

  /** Ends a pause. Throws 404 PAUSE_NOT_FOUND. `begun`: an earlier attempt of the same call may have ended it. */
  async end(id: string, begun: boolean): Promise<void> {
    const ended = await this.#around('orchestrator.pause', () => this.#pauses.end(id, Date.now()));
    await this.refresh();
    if (ended || begun || this.#all.some(({ _id }) => _id === id)) return;
    throw notFound('PAUSE_NOT_FOUND', `There is no pause ${id.slice(0, 100)}; GET /api/sagas/pauses lists them.`);
  }

  /**
   * Wakes sagas that rested for ended pauses: at once, and again until every orchestrator has noticed and none rests for them any more.
   * Then the pauses are deleted. Safe in several processes at once.
   */
  async wakeRested(ports: EnginePorts, sagas: SagaRepository): Promise<void> {
    for (const { _id: id, endedAt } of this.#all) {
      if (endedAt === null) continue;
      const before = this.#woken.get(id);
      if (before !== undefined && Date.now() - before < NOTICED) continue;
      const woken = await wakeAll(ports, sagas, id, before === undefined ? 'request' : 'sweep');
      this.#woken.set(id, Date.now());
      if (woken > 0 || Date.now() - endedAt < NOTICED) continue;
      await this.#pauses.remove(id);
      this.#woken.delete(id);
    }
  }
}

/** Wakes every saga that rests for the pause; returns how many. */
async function wakeAll(
  ports: EnginePorts,
  sagas: SagaRepository,
  pause: string,
  why: 'request' | 'sweep',
): Promise<number> {
  let count = 0;
  for await (const { id, type, state, next } of sagas.findPaused(pause)) {
    await wake(ports, { id, type, state, ...(next === undefined ? {} : { next }) }, { why });
    count += 1;
  }
  return count;
}
