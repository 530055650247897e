import { isDeepStrictEqual } from 'node:util';
import { append } from './append.js';
import type { Definition, WaitStep } from './definition.js';
import { decideFrom } from './decide.js';
import { describeFrom } from './describe.js';
import { evolve, extend } from './evolve.js';
import type { Event, SagaRecord } from './journal.js';
import { definitionOf, viewOf } from './known.js';
import { NotMine } from './not-mine.js';
import { judgeForce, judgeRestart, type ForceWish, type RestartWish } from './operate.js';
import type { Outside, Wake } from './outside.js';
import { MOST_COLLECTED } from './misuse.js';
import {
  collected,
  ended,
  followUpDue,
  isPassedOver,
  over,
  pivotBegun,
  type AcceptedSignal,
  type Progress,
} from './progress.js';
import { OperationInvalid, SagaNotFound } from './refusals.js';
import { assertStorable } from './storable.js';
import { born, insert, type Beginning } from './start.js';
import type { SagaView } from './view.js';
import { wake } from './wake.js';

/** `late`: nothing is left that this could change; `saga` says what became of it. */
export interface Answer {
  readonly answer: 'accepted' | 'duplicate' | 'late';
  readonly saga: SagaView;
}

/** `accepted` also for a repeat; `duplicate`: the saga has taken another signal of this name. */
export interface SignalAnswer extends Answer {
  /** The signal of this name that the saga has taken. */
  readonly accepted?: AcceptedSignal;
}

/** A signal of a name that a saga waits for. */
export interface SignalRequest {
  readonly name: string;
  readonly payload: unknown;
  /** The sender's name for it, the same when it is sent again. Without it two signals are one if their payloads are equal. */
  readonly id?: string;
}

/** Gives a payload as it is to be stored, or throws. */
type Fit = (step: WaitStep, payload: unknown, definition: Definition) => unknown;

/** An event is appended, a word is answered as it is. */
type Verdict = Event | Answer['answer'];

/** Who asks and why; `bulk` is the operation that it is part of, which changes a saga at most once: a repeat is a `duplicate`. */
interface Request {
  readonly by: string;
  readonly reason: string;
  readonly bulk?: string;
}

/**
 * The ways in. Each is one append; all throw SagaNotFound for an unknown id, NotMine for a saga that only another process can change,
 * and what the journal throws.
 */
export interface Entrance {
  /** Starts a saga of the newest version; an id that exists answers the saga that has it, unchanged. */
  start(beginning: Beginning): Promise<{ started: boolean; saga: SagaView; record: SagaRecord }>;
  /**
   * Delivers a signal: early is kept, a repeat is answered as the first was, late changes nothing. Throws for one that the
   * saga does not know (OperationInvalid). `fit` gives the payload as it is stored; what it throws refuses the signal.
   */
  signal(id: string, signal: SignalRequest, fit?: Fit): Promise<SignalAnswer>;
  /**
   * Compensates the saga, or, once the pivot has begun, has it followed by the saga that undoes it; `accepted` and `duplicate` always
   * end in one of the two, also when this saga, or the one that follows it, was or is ended by hand. `reason` is a stable code.
   */
  cancel(id: string, request: { by: string; reason: string; detail?: string }): Promise<Answer>;
  /** Takes a saga up again if it was ended by hand; undefined when there is none of that id. */
  reopen(id: string, request: { by: string; reason: string; detail?: string }): Promise<Answer | undefined>;
  /** Tries at once whatever rests; a waiting saga is only woken. */
  retry(id: string, request: Request): Promise<Answer>;
  /** An operator's cancel. Not for a saga that has ended. */
  compensate(id: string, request: Request): Promise<Answer>;
  /** Ends the saga as it stands; what is left to do was done by hand. */
  resolve(id: string, request: Request): Promise<Answer>;
  /**
   * Says what came of the step it stands at, of an undo that is left, or, as the step `follow-up`, of the start of the saga that follows
   * it: done by hand, or never to be done. Throws OperationRefused and OperationInvalid.
   */
  force(id: string, wish: ForceWish): Promise<Answer>;
  /** Carries on from this step, or with this undo, as if it had not been tried. Throws as `force` does. */
  restart(id: string, wish: RestartWish): Promise<Answer>;
}

const tries = 100;

export function entrance(outside: Outside): Entrance {
  const change = async (
    id: string,
    why: Wake['why'],
    judge: (progress: Progress, definition: Definition, record: SagaRecord) => Verdict,
    // `whoeverRunsIt`: also for a saga under way whose definition is not here
    { bulk, whoeverRunsIt = false }: { bulk?: string | undefined; whoeverRunsIt?: boolean } = {},
  ): Promise<Answer> => {
    for (let attempt = 0; attempt < tries; attempt++) {
      const record = await outside.journal.load(id);
      if (!record) throw new SagaNotFound(id);
      const definition = definitionOf(outside.registry, record);
      const progress = evolve(definition, record);
      if (definition.gone && !whoeverRunsIt && !hasEnded(progress, record)) throw isGone(record);
      const repeated = bulk !== undefined && record.journal.some((entry) => 'bulk' in entry && entry.bulk === bulk);
      const verdict = repeated ? 'duplicate' : judge(progress, definition, record);
      if (typeof verdict === 'string') {
        // a repeat of what came last: its sender may have died before it woke the saga
        if (verdict === 'accepted' && record.journal.at(-1)?.type === 'signalled') await wake(outside, record, { why });
        return { answer: verdict, saga: describeFrom(progress, record) };
      }
      const entries = extend(progress, [{ ...verdict, at: outside.now() }]);
      if (definition.gone && !canEnd(progress, outside.now())) throw isGone(record);
      const written = await append(outside, progress, record, entries);
      if (!written) continue;
      // an ended one as well: its job, which may wait for a day, has to end too
      // many at once must not go before those under way
      const priority =
        typeof verdict === 'object' && 'bulk' in verdict && verdict.bulk ? ({ priority: 'new' } as const) : {};
      await wake(outside, written.record, { why, ...priority });
      return { answer: 'accepted', saga: written.view };
    }
    throw new Error(`Saga ${id} changes too fast to be changed from outside; try again.`);
  };

  const reopen: Entrance['reopen'] = async (id, request) => {
    let followedUp: Progress['followedUp'];
    try {
      const event: Event = { type: 'cancel-requested', ...request };
      const answer = await change(id, 'request', (progress, _, { nextActionAt }) => {
        ({ followedUp } = progress);
        // releases before resolved a saga whose work was promised, and nothing followed it
        const carriedOn = isSaga(followedUp) || (followUpDue(progress) !== undefined && nextActionAt !== null);
        return byHand(progress) && !carriedOn ? takenUpAgain(progress, event) : 'duplicate';
      });
      return isSaga(followedUp) ? ((await reopen(followedUp.id, request)) ?? answer) : answer;
    } catch (error) {
      // forgotten: it ended long ago
      if (error instanceof SagaNotFound) return undefined;
      throw error;
    }
  };

  return {
    start: async (beginning) => {
      const { inserted, saga: record } = await insert(outside, born(outside, beginning));
      const saga = viewOf(outside.registry, record);
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

/** Whether nothing is left of the saga's own steps, so that nothing of its definition is needed any more. */
const hasEnded = (progress: Progress, { nextActionAt }: SagaRecord): boolean =>
  nextActionAt === null || followUpDue(progress) !== undefined;

/** Whether the saga ends from here without its definition. */
const canEnd = (progress: Progress, now: number): boolean =>
  followUpDue(progress) !== undefined || decideFrom(progress, now).type === 'finish';

const isGone = (record: SagaRecord) =>
  new NotMine(
    `Saga ${record.id} is of ${record.type} version ${record.version}, which has no definition here.`,
    record,
  );

function judgeSignal(progress: Progress, signal: SignalRequest, fit: Fit): Verdict {
  const { name, id } = signal;
  const index = progress.steps.findIndex(({ step }) => step.kind === 'wait' && step.name === name);
  const awaited = progress.steps[index];
  if (progress.definition.gone && (!awaited || awaited.step.kind !== 'wait')) return 'late';
  if (!awaited || awaited.step.kind !== 'wait') {
    const known = progress.steps.filter(({ step }) => step.kind === 'wait').map(({ step }) => step.name);
    const waits = known.length > 0 ? `it waits for ${known.join(', ')}` : 'it waits for none';
    throw new OperationInvalid('name', `${progress.definition.name} knows no signal ${name.slice(0, 64)}: ${waits}.`);
  }
  assertStorable('payload', `The payload of signal ${name}`, signal.payload);
  const payload = fit(awaited.step, signal.payload, progress.definition);
  const fitting = { ...signal, payload };
  const accepted = acceptedAs(progress, fitting);
  const all = progress.definition.gone ? [] : collected(progress, awaited.step);
  if (accepted) return isRepeat(accepted, fitting) ? 'accepted' : 'duplicate';
  if (progress.failure || ended(progress) || index < progress.cursor || all.length >= MOST_COLLECTED) return 'late';
  if (followUpDue(progress)) return 'late';
  if (isPassedOver(progress, awaited.step)) return 'late';
  const before = all.map((each) => each.payload);
  assertStorable('payload', `The payload of signal ${name}`, payload, before);
  return { type: 'signalled', signal: name, payload, ...(id === undefined ? {} : { id }) };
}

/** What the saga has taken already that stands for this signal: of a wait that collects, only the same one. */
function acceptedAs(progress: Progress, signal: SignalRequest): AcceptedSignal | undefined {
  const wait = progress.steps.find(({ step }) => step.kind === 'wait' && step.name === signal.name)?.step;
  if (wait?.kind !== 'wait' || wait.collect === undefined) return progress.signals.get(signal.name);
  const same = collected(progress, wait).find((each) => isRepeat(each, signal));
  return same && { payload: same.payload, ...(same.id === undefined ? {} : { id: same.id }) };
}

/** Whether it is the accepted signal sent again. What was stored by an older release has no id. */
function isRepeat(accepted: AcceptedSignal, { id, payload }: SignalRequest): boolean {
  if (accepted.id !== undefined && id !== undefined) return accepted.id === id;
  return isDeepStrictEqual(plain(accepted.payload), plain(payload));
}

const plain = (payload: unknown): unknown => JSON.parse(JSON.stringify(payload ?? null));

const isSaga = (followedUp: Progress['followedUp']): followedUp is { saga: string; id: string } =>
  followedUp !== undefined && 'id' in followedUp;

/** Whether it was ended by hand, as a whole or with an undo that was given up. */
const byHand = ({ state, resolved }: Progress): boolean => resolved || state === 'RESOLVED';

const takenUpAgain = (progress: Progress, event: Event): Event =>
  byHand(progress) && event.type === 'cancel-requested' ? { ...event, again: true } : event;

function judgeCancel(progress: Progress, { onLateCancel }: Definition, event: Event): Verdict {
  const promised = progress.lateCancel || (progress.failure && ended(progress));
  if (!byHand(progress) && promised) return 'duplicate';
  if (pivotBegun(progress) && !onLateCancel) return 'late';
  return takenUpAgain(progress, event);
}
