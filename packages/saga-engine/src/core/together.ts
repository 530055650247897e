import { setImmediate as nextTurn } from 'node:timers/promises';
import { textOf } from './answers.js';
import { commandKey } from './command-key.js';
import type { Sending } from './decide.js';
import type { SagaRecord } from './journal.js';
import type { Outcome, Outside } from './outside.js';

/** What came of a command that was sent at `startedAt` (epoch ms). */
export interface Answered {
  readonly startedAt: number;
  readonly outcome: Outcome;
}

interface UnderWay {
  readonly startedAt: number;
  readonly outcome: Promise<Outcome>;
}

/**
 * The commands of one run. Those of a group are sent with the first of them, and each answer is noted when the saga stands at its step:
 * what is not noted when the run ends is sent again, with the same key.
 */
export class Together {
  readonly #outside: Outside;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** Sends the command if it is not under way, and `others` with it. */
  async send(record: SagaRecord, decision: Sending, others: readonly Sending[]): Promise<Answered> {
    // an undo that overtakes its command makes the participant refuse what it could have done and undone
    if (decision.type === 'undo') await this.#underWay.get(commandKey(record.id, decision.step, 'do'))?.outcome;
    const early = this.#underWay.get(decision.key);
    this.#underWay.delete(decision.key);
    const mine = early ?? this.#dispatch(record, decision);
    if (others.length > 0) await this.#sendWith(mine, record, others);
    const outcome = await mine.outcome;
    // there was no place for it then
    if (early && outcome.type === 'busy') return this.send(record, decision, []);
    return { startedAt: mine.startedAt, outcome };
  }

  /** Not when the first has no place: the run rests, and would send them again. */
  async #sendWith(mine: UnderWay, record: SagaRecord, others: readonly Sending[]): Promise<void> {
    const soon = await Promise.race([mine.outcome, nextTurn()]);
    if (soon?.type === 'busy') return;
    const { type } = record;
    for (const other of others) {
      const { step, key, command } = other;
      const held = this.#outside.pauses?.holding({ type, step, participant: command.participant });
      if (!held && !this.#underWay.has(key)) this.#underWay.set(key, this.#dispatch(record, other));
    }
  }

  #dispatch({ id, correlationId, input }: SagaRecord, { command, key, timeoutMs }: Sending): UnderWay {
    const owner = this.#outside.ownerOf?.(input);
    const startedAt = this.#outside.now();
    const call = {
      key,
      deadlineMs: timeoutMs,
      sagaId: id,
      correlationId,
      ...(owner === undefined ? {} : { owner }),
    };
    return { startedAt, outcome: this.#ask(command, call) };
  }

  async #ask(...[command, call]: Parameters<Outside['participants']['dispatch']>): Promise<Outcome> {
    try {
      return await this.#outside.participants.dispatch(command, call);
    } catch (error) {
      return { type: 'in-doubt', error: error instanceof Error ? error.message : textOf(error) };
    }
  }
}
