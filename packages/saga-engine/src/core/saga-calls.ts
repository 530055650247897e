import { changing, type Answer } from './change.js';
import { followUpDue, over } from './follow-up.js';
import type { Event, SagaRecord } from './journal.js';
import { judgeCancel, markedAgain, wasEndedByHand } from './judge-cancel.js';
import { acceptedAs, judgeSignal, type Fit, type SignalRequest } from './judge-signal.js';
import { viewOf } from './known.js';
import { judgeForce, judgeRestart, type ForceRequest, type RestartRequest } from './operate.js';
import type { EnginePorts } from './ports.js';
import { ended, type AcceptedSignal, type Progress } from './progress.js';
import { SagaNotFound } from './refusals.js';
import { newSaga, insert, type Beginning } from './start.js';
import type { SagaView } from './view.js';

/** `accepted` also for a repeat; `duplicate`: the saga has accepted another signal of this name. */
export interface SignalAnswer extends Answer {
  /** The signal of this name that the saga has accepted. */
  readonly accepted?: AcceptedSignal;
}

/** The caller and the reason; `bulk` is the bulk operation, which changes a saga at most once: a repeat is a `duplicate`. */
interface Request {
  readonly by: string;
  readonly reason: string;
  readonly bulk?: string;
}

/**
 * The calls on a saga. Each is one append; all throw SagaNotFound for an unknown id, NotMine for a saga that only another process can
 * change, and what the journal throws.
 */
export interface SagaCalls {
  /** Starts a saga of the newest version. Idempotent: an existing id returns the existing saga, unchanged. */
  start(beginning: Beginning): Promise<{ started: boolean; saga: SagaView; record: SagaRecord }>;
  /**
   * Delivers a signal: an early one is kept, a repeat gets the first one's answer, a late one changes nothing. Throws for a signal that the
   * saga does not know (OperationInvalid). `fit` returns the payload as it is stored; if it throws, the signal is refused.
   */
  signal(id: string, signal: SignalRequest, fit?: Fit): Promise<SignalAnswer>;
  /**
   * Compensates the saga or, once the pivot has begun, has the follow-up saga undo it. `accepted` and `duplicate` guarantee one of the two,
   * even when this saga or its follow-up was or is ended by hand. `reason` is a stable code.
   */
  cancel(id: string, request: { by: string; reason: string; detail?: string }): Promise<Answer>;
  /** Reopens a saga that was ended by hand; undefined when there is none of that id. */
  reopen(id: string, request: { by: string; reason: string; detail?: string }): Promise<Answer | undefined>;
  /** Retries at once whatever rests; a waiting saga is only woken. */
  retry(id: string, request: Request): Promise<Answer>;
  /** An operator's cancel. Not for a saga that has ended. */
  compensate(id: string, request: Request): Promise<Answer>;
  /** Ends the saga as it is; the remaining work was done by hand. */
  resolve(id: string, request: Request): Promise<Answer>;
  /**
   * Forces the outcome of the current step, of a remaining undo or, as the step `follow-up`, of the follow-up saga's start: done by hand,
   * or never to be done. Throws OperationRefused and OperationInvalid.
   */
  force(id: string, wish: ForceRequest): Promise<Answer>;
  /** Continues from this step, or with this undo, as if it had not been tried. Throws as `force` does. */
  restart(id: string, wish: RestartRequest): Promise<Answer>;
}

/** The calls on the sagas of these ports. */
export function sagaCalls(ports: EnginePorts): SagaCalls {
  const change = changing(ports);

  const reopen: SagaCalls['reopen'] = async (id, request) => {
    let followedUp: Progress['followedUp'];
    try {
      const event: Event = { type: 'cancel-requested', ...request };
      const answer = await change(id, 'request', (progress, _, { nextActionAt }) => {
        ({ followedUp } = progress);
        // earlier releases resolved such a saga without starting its follow-up
        const carriedOn = isSaga(followedUp) || (followUpDue(progress) !== undefined && nextActionAt !== null);
        return wasEndedByHand(progress) && !carriedOn ? markedAgain(progress, event) : 'duplicate';
      });
      return isSaga(followedUp) ? ((await reopen(followedUp.id, request)) ?? answer) : answer;
    } catch (error) {
      // deleted after retention: it ended long ago
      if (error instanceof SagaNotFound) return undefined;
      throw error;
    }
  };

  return {
    start: async (beginning) => {
      const { inserted, saga: record } = await insert(ports, newSaga(ports, beginning));
      const saga = viewOf(ports.registry, record);
      return { started: inserted, saga, record };
    },
    signal: async (id, signal, fit = (_, payload) => payload) => {
      let accepted: AcceptedSignal | undefined;
      const answer = await change(id, 'signal', (progress) => {
        accepted = acceptedAs(progress, signal);
        return judgeSignal(progress, signal, fit);
      });
      if (answer.answer === 'accepted') accepted ??= signal;
      return accepted ? { ...answer, accepted } : answer;
    },
    cancel: async (id, request) => {
      const event: Event = { type: 'cancel-requested', ...request };
      let followedUp: Progress['followedUp'];
      const answer = await change(id, 'request', (progress, definition) => {
        ({ followedUp } = progress);
        return judgeCancel(progress, definition, event);
      });
      if (isSaga(followedUp)) await reopen(followedUp.id, request);
      return answer;
    },
    reopen,
    compensate: (id, request) =>
      change(
        id,
        'request',
        (progress, definition) =>
          ended(progress) ? 'late' : judgeCancel(progress, definition, { type: 'compensate-requested', ...request }),
        { bulk: request.bulk },
      ),
    retry: (id, request) =>
      change(id, 'request', (progress) => (over(progress) ? 'late' : { type: 'retry-requested', ...request }), {
        bulk: request.bulk,
      }),
    resolve: (id, request) =>
      change(id, 'request', (progress) => (over(progress) ? 'late' : { type: 'resolved', ...request }), {
        bulk: request.bulk,
        whoeverRunsIt: true,
      }),
    force: (id, wish) =>
      change(
        id,
        'request',
        (progress, definition, { journal }) =>
          over(progress) ? 'late' : judgeForce(progress, journal, definition, wish),
        { bulk: wish.bulk },
      ),
    restart: (id, wish) =>
      change(
        id,
        'request',
        (progress, _, { journal }) => (over(progress) ? 'late' : judgeRestart(progress, journal, wish)),
        { bulk: wish.bulk },
      ),
  };
}

const isSaga = (followedUp: Progress['followedUp']): followedUp is { saga: string; id: string } =>
  followedUp !== undefined && 'id' in followedUp;
