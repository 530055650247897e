import { Problem } from '@shop/common/errors';
import type { Random } from '../random.js';
import type { Turns } from './turns.js';

/** A command, carried out by a process with these parts. */
export type Command<Parts, Answer extends object> = (parts: Parts) => Promise<Answer>;

/** The most turns for which a caller waits for one attempt. */
const LONGEST = 25;
/** A command that is not answered after so many attempts never is. */
const MOST = 500;

/** Sends commands as sagas and people do: again when there is no answer, each attempt to a process of its own. */
export class Commands<Parts> {
  readonly #turns: Turns;
  readonly #random: Random;
  readonly #process: () => Parts;

  constructor(turns: Turns, random: Random, process: () => Parts) {
    this.#turns = turns;
    this.#random = random;
    this.#process = process;
  }

  /** One attempt; undefined when nobody has answered in time. */
  attempt<Answer extends object>(command: Command<Parts, Answer>): Promise<Answer | undefined> {
    const answer = command(this.#process());
    answer.catch(() => undefined);
    return Promise.race([answer, this.#turns.pass(this.#random.between(2, LONGEST)).then(() => undefined)]);
  }

  /**
   * Repeats the command until it is answered or refused for good, or was tried `most` times. One of five comes once more when nobody waits
   * for it any more. Throws what is no Problem.
   */
  async send<Answer extends object>(
    command: Command<Parts, Answer>,
    { most = MOST, insists = false } = {},
  ): Promise<Answer | Problem | 'in doubt'> {
    if (this.#random.chance(0.2)) this.#comesLate(command);
    let why: unknown;
    for (let tries = 0; tries < most; tries++) {
      try {
        const answer = await this.attempt(command);
        if (answer) return answer;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.definite && !insists) return error;
        why = error;
      }
      await this.#turns.pass(this.#random.between(0, 4));
    }
    if (most === MOST) throw new Error(`It was not answered after ${MOST} attempts.`, { cause: why });
    return 'in doubt';
  }

  /** Repeats the command until it is done, whatever it is refused for. */
  async insist<Answer extends object>(command: Command<Parts, Answer>): Promise<Answer> {
    return (await this.send(command, { insists: true })) as Answer;
  }

  #comesLate(command: Command<Parts, object>): void {
    void this.#turns.pass(this.#random.between(5, 100)).then(() => this.attempt(command).catch(() => undefined));
  }
}
