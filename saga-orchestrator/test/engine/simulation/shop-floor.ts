import type { Outcome, Participants } from '../../../src/engine/outside.js';
import type { Command } from '../../../src/engine/participant.js';
import { replies } from '../story.js';
import type { Bug, Weather } from './weather.js';

/** What has really happened for one step of one saga. */
export interface Effect {
  done: number;
  undone: number;
  tombstone: boolean;
  answer?: Outcome;
}

const mayRefuse = new Set(['create-order', 'reserve-stock', 'authorize-payment', 'confirm-order']);

/** The participants, all in one: their effects, the barrier before them, and an unreliable network before that. */
export class ShopFloor implements Participants {
  readonly effects = new Map<string, Effect>();
  readonly #weather: Weather;
  readonly #barrier: boolean;

  constructor(weather: Weather, bug: Bug | undefined) {
    this.#weather = weather;
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

  async dispatch(_command: Command, { key, deadlineMs }: { key: string; deadlineMs: number }): Promise<Outcome> {
    const { clock, random } = this.#weather;
    const weather = this.#weather;
    await weather.latency();
    if (weather.strikes(0.05)) return { type: 'in-doubt', error: 'unavailable' };
    if (weather.strikes(0.02)) {
      return { type: 'in-doubt', error: 'breaker open', parkedUntil: clock.now + random.between(100, 20_000) };
    }
    if (weather.strikes(0.05)) {
      clock.at(clock.now + deadlineMs + random.between(0, 60_000), () => this.handle(key));
      await clock.sleep(deadlineMs);
      return { type: 'in-doubt', error: 'timed out' };
    }
    const outcome = this.handle(key);
    await weather.latency();
    return weather.strikes(0.05) ? { type: 'in-doubt', error: 'connection lost' } : outcome;
  }

  /** One command at the participant, behind the barrier, in one atomic change. */
  handle(key: string): Outcome {
    const [saga = '', step = '', undo] = key.split('.');
    const effect = this.effectOf(saga, step);
    return undo ? this.#undo(effect) : this.#do(effect, step);
  }

  #do(effect: Effect, step: string): Outcome {
    if (this.#barrier && effect.tombstone) return { type: 'refused', reason: 'UNDONE' };
    if (this.#barrier && effect.answer) return effect.answer;
    if (mayRefuse.has(step)) {
      if (this.#weather.strikes(0.03)) return (effect.answer = { type: 'refused', reason: 'REFUSED' });
    } else if (this.#weather.strikes(0.05)) {
      return { type: 'refused', reason: 'NOT_NOW' };
    }
    effect.done += 1;
    return (effect.answer = { type: 'done', reply: replies[step] ?? {} });
  }

  #undo(effect: Effect): Outcome {
    if (this.#weather.strikes(0.05)) return { type: 'refused', reason: 'NOT_NOW' };
    effect.tombstone = true;
    if (effect.done > effect.undone) effect.undone += 1;
    return { type: 'done', reply: {} };
  }
}
