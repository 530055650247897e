import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Refused } from 'saga-engine';

interface Answer {
  readonly reply?: object;
  readonly refused?: string;
}

/** The commands that a participant has carried out, by key, in a file: a repeated command gets the same answer, also after a crash. */
export class Done {
  readonly #file: string;
  readonly #answers = new Map<string, Answer>();

  constructor(file: string) {
    this.#file = file;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    // a last line that a crash cut off was never acknowledged
    for (const line of lines.slice(0, -1)) this.#answers.set(...(JSON.parse(line) as [string, Answer]));
  }

  /** Carries out the work of the command once. Throws Refused, also for a command whose undo came before it. */
  once(key: string, work: () => object | void): object {
    const answer = this.#answers.get(key) ?? this.#keep(key, this.#carryOut(key, work));
    if (answer.refused !== undefined) throw new Refused(answer.refused);
    return answer.reply ?? {};
  }

  #carryOut(key: string, work: () => object | void): Answer {
    if (this.#answers.has(`${key}.undo`)) return { refused: 'UNDONE_BEFORE' };
    try {
      return { reply: work() ?? {} };
    } catch (error) {
      if (error instanceof Refused) return { refused: error.reason };
      throw error;
    }
  }

  #keep(key: string, answer: Answer): Answer {
    appendFileSync(this.#file, `${JSON.stringify([key, answer])}\n`, { flush: true });
    this.#answers.set(key, answer);
    return answer;
  }
}
