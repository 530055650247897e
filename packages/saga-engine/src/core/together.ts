import { setImmediate as nextTurn } from 'node:timers/promises';
import { commandKey } from './command-key.js';
import type { Sending } from './decide.js';
import type { SagaRecord } from './journal.js';
import type { Outcome, EnginePorts } from './ports.js';

/** A command that was sent at `startedAt` (epoch ms). An outcome that rejects counts as in doubt. */
export interface UnderWay {
  readonly startedAt: number;
  readonly outcome: Promise<Outcome>;
}

const ignored = () => undefined;

/**
 * The commands of one run. Those of a group are sent with the first of them, and each outcome is recorded when the saga reaches its step.
 * Outcomes that are not recorded when the run ends are lost; their commands are sent again, with the same key.
 */
export class Together {
  readonly #ports: EnginePorts;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(ports: EnginePorts) {
    this.#ports = ports;
  }

  /** Sends the command if it is not in progress, and `others` with it. */
  send(record: SagaRecord, decision: Sending, others: readonly Sending[]): UnderWay {
    if (others.length === 0 && this.#underWay.size === 0) return this.#dispatch(record, decision);
    return {
      startedAt: this.#underWay.get(decision.key)?.startedAt ?? this.#ports.now(),
      outcome: this.#inGroup(record, decision, others),
    };
  }

  async #inGroup(record: SagaRecord, decision: Sending, others: readonly Sending[]): Promise<Outcome> {
    // an undo that overtakes its command would make the participant refuse the command, which it could have done and undone
    if (decision.type === 'undo')
      await this.#underWay.get(commandKey(record.id, decision.step, 'do'))?.outcome.catch(ignored);
    const early = this.#underWay.get(decision.key);
    this.#underWay.delete(decision.key);
    const mine = early ?? this.#dispatch(record, decision);
    if (others.length > 0) await this.#sendWith(mine, record, others);
    const outcome = await mine.outcome;
    // there was no place for it when it was sent early
    return early && outcome.type === 'busy' ? this.#dispatch(record, decision).outcome : outcome;
  }

  /** Not when the first has no place: the run rests, and would send them again. */
  async #sendWith(mine: UnderWay, record: SagaRecord, others: readonly Sending[]): Promise<void> {
    const soon = await Promise.race([mine.outcome.catch(ignored), nextTurn()]);
    if (soon?.type === 'busy') return;
    const { type } = record;
    for (const other of others) {
      const { step, key, command } = other;
      const held = this.#ports.pauses?.holding({ type, step, participant: command.participant });
      if (held || this.#underWay.has(key)) continue;
      const sent = this.#dispatch(record, other);
      // an error is handled where the outcome is awaited
      sent.outcome.catch(ignored);
      this.#underWay.set(key, sent);
    }
  }

  #dispatch({ id, correlationId, input }: SagaRecord, { command, key, timeoutMs }: Sending): UnderWay {
    const owner = this.#ports.ownerOf?.(input);
    const startedAt = this.#ports.now();
    const call = {
      key,
      deadlineMs: timeoutMs,
      sagaId: id,
      correlationId,
      ...(owner === undefined ? {} : { owner }),
    };
    return { startedAt, outcome: this.#ports.participants.dispatch(command, call) };
  }
}
