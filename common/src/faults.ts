import { FAULT_ID } from '@shop/protos/system';
import { currentContext } from './tracing/context.js';
import { Problem, unavailable } from './errors.js';
import { pause } from './time.js';

/** What a fault can do. */
export const EFFECTS = ['error', 'unavailable', 'delay', 'hang', 'drop-reply', 'crash'] as const;
type Effect = (typeof EFFECTS)[number];

/** An armed fault; with an id only for work on that id. */
export interface Armed extends Partial<Record<typeof FAULT_ID, string>> {
  at: string;
  do: Effect;
  times: number;
  delayMs: number;
}

/** Thrown where a reply is to be lost: the server layers cut the connection instead of answering. */
export class ReplyDropped extends Error {}

/** The fault points of one process. Without effect and without cost unless enabled. */
export class Faults {
  readonly enabled: boolean;
  readonly #points = new Set<string>();
  readonly #armed: Armed[] = [];

  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  /** Registers `<thing>.before` and `<thing>.after`; a thing is `<process>.<name>`, for example `store.read`. */
  declare(...things: string[]): void {
    for (const thing of things) for (const side of ['before', 'after']) this.#points.add(`${thing}.${side}`);
  }

  /** Triggers a fault that is armed at this point: throws a definite or transient error, waits, or ends the process as kill -9 does. */
  async at(point: string): Promise<void> {
    if (!this.enabled || this.#armed.length === 0) return;
    const id = currentContext()?.[FAULT_ID];
    const index = this.#armed.findIndex((fault) => fault.at === point && (fault[FAULT_ID] ?? id) === id);
    const fault = this.#armed[index];
    if (!fault) return;
    if (--fault.times <= 0) this.#armed.splice(index, 1);
    switch (fault.do) {
      case 'error':
        // work that is done cannot be refused any more: after it, an error leaves the outcome in doubt
        throw new Problem(point.endsWith('.before') ? 409 : 500, 'FAULT_INJECTED', {
          detail: `Refused by an injected fault at ${point}.`,
        });
      case 'unavailable':
        throw unavailable(`Unavailable by an injected fault at ${point}.`);
      case 'delay':
        return pause(fault.delayMs);
      case 'hang':
        await pause(fault.delayMs || 60_000);
        throw unavailable(`Hung by an injected fault at ${point}.`);
      case 'drop-reply':
        throw new ReplyDropped(point);
      case 'crash':
        process.kill(process.pid, 'SIGKILL');
    }
  }

  /** Runs `work` between `<thing>.before` and `<thing>.after`. */
  around<T>(thing: string, work: () => Promise<T>): Promise<T> {
    return this.enabled ? this.#between(thing, work) : work();
  }

  async #between<T>(thing: string, work: () => Promise<T>): Promise<T> {
    await this.at(`${thing}.before`);
    const result = await work();
    await this.at(`${thing}.after`);
    return result;
  }

  arm(fault: Armed): void {
    if (!this.#points.has(fault.at))
      throw new Problem(422, 'VALIDATION_FAILED', {
        detail: `There is no point ${fault.at} in this process.`,
        extra: { errors: [{ path: 'at', message: `must be one of ${[...this.#points].join(', ')}` }] },
      });
    this.#armed.push({ ...fault });
  }

  disarm(): void {
    this.#armed.length = 0;
  }

  list(): { points: string[]; armed: Armed[] } {
    return { points: [...this.#points].sort(), armed: this.#armed.map((fault) => ({ ...fault })) };
  }
}
