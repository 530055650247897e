import { createMetrics, type Metrics } from '@shop/common/metrics';
import { RESET_MS, watchedBreaker } from '@shop/common/breaker';
import { currentContext, traceparentOf } from '@shop/common/tracing/context';
import type { Command } from '../core/participant.js';
import type { Call, Outcome, Participants } from '../core/ports.js';
import { readAnswer } from './answer.js';

/** One participant that is called over plain HTTP. */
export interface HttpParticipant {
  /** Its addresses, one for each replica: `http://hotel:8080/commands`. They are called in turn. */
  readonly urls: readonly string[];
  /** Sent with every command, such as a token. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

/**
 * Participants that accept commands as `POST <url>/<method>` with the request as JSON. Each command carries its key as `Idempotency-Key`,
 * the same for every attempt. A status of 2xx means done, with the body as the reply; 4xx with a `code` in a JSON body is a refusal.
 * Everything else is in doubt, also a 4xx without a code: a proxy, a wrong path or a missing token must not undo a saga. Each participant
 * has a circuit breaker; a command that the breaker holds back uses no attempt.
 */
export function httpParticipants(
  known: Readonly<Record<string, HttpParticipant>>,
  metrics: Metrics = createMetrics('participants'),
): Participants {
  const callers = new Map(
    Object.entries(known).map(([name, participant]) => [name, caller(name, participant, metrics)]),
  );
  return {
    async dispatch(command, call) {
      const send = callers.get(command.participant);
      if (!send) throw new Error(`there is no participant ${command.participant}`);
      return send(command, call);
    },
  };
}

function caller(name: string, { urls, headers }: HttpParticipant, metrics: Metrics) {
  const breaker = watchedBreaker(name, metrics);
  let turn = 0;
  const send = async (command: Command, { key, deadlineMs, sagaId }: Call): Promise<Outcome> => {
    const base = urls[turn++ % urls.length]!.replace(/\/$/, '');
    const context = currentContext();
    const response = await fetch(`${base}/${command.method}`, {
      method: 'POST',
      headers: {
        ...headers?.(),
        'content-type': 'application/json',
        accept: 'application/json',
        'idempotency-key': key,
        'x-saga-id': sagaId,
        ...(context ? { traceparent: traceparentOf(context) } : {}),
      },
      body: JSON.stringify(command.request),
      // an answer from any other address is not the participant's
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    });
    return readAnswer(name, response);
  };
  return async (command: Command, call: Call): Promise<Outcome> => {
    let outcome: Outcome | undefined;
    try {
      await breaker.fire(async () => {
        outcome = await send(command, call);
        if (outcome.type === 'in-doubt') throw new Error(outcome.error);
      });
      return outcome!;
    } catch (error) {
      if (outcome) return outcome;
      if ((error as { code?: unknown }).code === 'EOPENBREAKER')
        return {
          type: 'in-doubt',
          error: `${name} has been failing and is left alone`,
          parkedUntil: Date.now() + RESET_MS,
        };
      return { type: 'in-doubt', error: `${name} gave no answer: ${reasonOf(error)}` };
    }
  };
}

/** The details of a connection error of fetch are in its cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message || String(error);
}
