import type { Outcome, Participants } from '../../../dist/core/ports.js';
import type { Command } from '../../../dist/core/participant.js';
import { replies } from '../story.js';
import { minutes } from './lengths.js';
import type { SimulatedPauses } from './operations.js';
import type { Bug, FaultPlan } from './fault-plan.js';

/** The actual effect of one step of one saga. */
export interface Effect {
  done: number;
  undone: number;
  tombstone: boolean;
  answer?: Outcome;
}

/** A process that checked before the pause and was then blocked may send up to this much later. */
const STOOD_STILL = minutes(2);

/** The trip of a saga and of its cancelling sagas. */
export const tripOf = (saga: string): string => saga.replace(/(-cancel)+$/, '');

/** The steps that may be refused, and the effects that each step of an undoing saga undoes. */
export interface Commands {
  mayRefuse(step: string): boolean;
  undoneBy(step: string): readonly string[];
}

/** All participants in one: their effects, a barrier before these, and an unreliable network before that. */
export class SimulatedParticipants implements Participants {
  readonly effects = new Map<string, Effect>();
  /** The times at which each command was sent. */
  readonly sent = new Map<string, number[]>();
  /** Commands that were sent although they were paused. */
  readonly sentPaused: string[] = [];
  readonly #faults: FaultPlan;
  readonly #barrier: boolean;
  readonly #pauses: SimulatedPauses;
  readonly #commands: Commands;

  constructor(faults: FaultPlan, bug: Bug | undefined, pauses: SimulatedPauses, commands: Commands) {
    this.#commands = commands;
    this.#faults = faults;
    this.#pauses = pauses;
    this.#barrier = bug !== 'barrier';
  }

  effectOf(saga: string, step: string): Effect {
    const key = `${saga}.${step}`;
    const known = this.effects.get(key);
    if (known) return known;
    const effect = { done: 0, undone: 0, tombstone: false };
    this.effects.set(key, effect);
    return effect;
  }

  async dispatch({ participant }: Command, { key, deadlineMs }: { key: string; deadlineMs: number }): Promise<Outcome> {
    const { clock, random } = this.#faults;
    const faults = this.#faults;
    const held = this.#pauses.holding({ step: key.split('.')[1] ?? '', participant });
    if (held && clock.now - held.begun > STOOD_STILL) this.sentPaused.push(`${key} was sent though it was paused`);
    this.sent.set(key, [...(this.sent.get(key) ?? []), clock.now]);
    await faults.latency();
    const trouble = faults.longFaults.trouble(key.slice(key.indexOf('.') + 1), clock.now);
    if (trouble === 'refuses') return { type: 'refused', reason: 'NEVER' };
    if (trouble === 'no answer') return { type: 'in-doubt', error: 'timed out' };
    if (trouble === 'unreachable')
      return { type: 'in-doubt', error: 'breaker open', parkedUntil: clock.now + random.between(100, 20_000) };
    if (faults.occurs(0.05)) return { type: 'in-doubt', error: 'unavailable' };
    if (faults.occurs(0.02)) {
      return { type: 'in-doubt', error: 'breaker open', parkedUntil: clock.now + random.between(100, 20_000) };
    }
    if (faults.occurs(0.05)) {
      clock.at(clock.now + deadlineMs + random.between(0, 60_000), () => this.handle(key));
      await clock.sleep(deadlineMs);
      return { type: 'in-doubt', error: 'timed out' };
    }
    const outcome = this.handle(key);
    await faults.latency();
    return faults.occurs(0.05) ? { type: 'in-doubt', error: 'connection lost' } : outcome;
  }

  /** Applies one command at the participant, after the barrier, in one atomic change. */
  handle(key: string): Outcome {
    const [saga = '', step = '', undo] = key.split('.');
    const effect = this.effectOf(saga, step);
    return undo ? this.#undo(effect) : this.#do(effect, saga, step);
  }

  #do(effect: Effect, saga: string, step: string): Outcome {
    if (this.#barrier && effect.tombstone) return { type: 'refused', reason: 'UNDONE' };
    if (this.#barrier && effect.answer) return effect.answer;
    if (this.#commands.mayRefuse(step)) {
      if (this.#faults.occurs(0.03)) return (effect.answer = { type: 'refused', reason: 'REFUSED' });
    } else if (this.#faults.occurs(0.05)) {
      return { type: 'refused', reason: 'NOT_NOW' };
    }
    effect.done += 1;
    this.#undoOther(saga, step);
    return (effect.answer = { type: 'done', reply: replies[step] ?? { sure: true } });
  }

  /** A step of any cancelling saga undoes what the trip's saga did or may still do. */
  #undoOther(saga: string, step: string): void {
    for (const of of this.#commands.undoneBy(step)) {
      const effect = this.effectOf(tripOf(saga), of);
      effect.tombstone = true;
      if (effect.done > effect.undone) effect.undone += 1;
    }
  }

  #undo(effect: Effect): Outcome {
    if (this.#faults.occurs(0.05)) return { type: 'refused', reason: 'NOT_NOW' };
    effect.tombstone = true;
    if (effect.done > effect.undone) effect.undone += 1;
    return { type: 'done', reply: {} };
  }
}
