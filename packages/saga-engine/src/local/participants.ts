import { textOf } from '../core/answers.js';
import type { Call, Outcome, Participants } from '../core/ports.js';

/** Thrown by a local participant to refuse a command. `reason` is a stable code such as NO_ROOM; `detail` is for people. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly reason: string;
  readonly detail: string | undefined;
  constructor(reason: string, detail?: string) {
    super(detail === undefined ? reason : `${reason}: ${detail}`);
    this.reason = reason;
    this.detail = detail;
  }
}

/** Carries out one command. It may be called again with the same `key`, after a crash for example: it must take effect once. */
export type LocalMethod = (request: never, call: Pick<Call, 'key' | 'sagaId' | 'correlationId'>) => unknown;

/**
 * Participants that are functions of this process, by name and method. A function's result is the reply; Refused is a refusal; any other
 * error leaves the outcome in doubt, as does an answer after the attempt's timeout.
 */
export function localParticipants(
  known: Readonly<Record<string, Readonly<Record<string, LocalMethod>>>>,
): Participants {
  return {
    async dispatch({ participant, method, request }, { deadlineMs, ...call }): Promise<Outcome> {
      const carryOut = known[participant]?.[method];
      if (!carryOut) throw new Error(`there is no ${participant}.${method}`);
      try {
        const reply = await inTime(deadlineMs, async () => carryOut(request as never, call));
        return { type: 'done', reply: reply ?? {} };
      } catch (error) {
        if (error instanceof Refused)
          return {
            type: 'refused',
            reason: error.reason,
            ...(error.detail === undefined ? {} : { detail: error.detail }),
          };
        return { type: 'in-doubt', error: error instanceof Error ? error.message : textOf(error) };
      }
    },
  };
}

function inTime<Reply>(ms: number, work: () => Promise<Reply>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    work()
      .then(resolve, reject)
      .finally(() => clearTimeout(late));
  });
}
