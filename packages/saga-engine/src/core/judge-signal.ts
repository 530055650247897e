import type { Verdict } from './change.js';
import type { Definition, WaitStep } from './definition.js';
import { followUpDue } from './follow-up.js';
import { MOST_COLLECTED } from './misuse.js';
import { collected, ended, type AcceptedSignal, type Progress } from './progress.js';
import { OperationInvalid } from './refusals.js';
import { sameData } from './same-data.js';
import { isPassedOver } from './sent-ahead.js';
import { assertStorable } from './storable.js';

/** A signal with the name of one that a saga waits for. */
export interface SignalRequest {
  readonly name: string;
  readonly payload: unknown;
  /** The sender's id of the signal, the same when it is sent again. Without ids two signals are the same if their payloads are equal. */
  readonly id?: string;
}

/** Returns a payload as it is stored, or throws. */
export type Fit = (step: WaitStep, payload: unknown, definition: Definition) => unknown;

/** The result of a signal; throws OperationInvalid for one that the saga does not know, and what `fit` throws. */
export function judgeSignal(progress: Progress, signal: SignalRequest, fit: Fit): Verdict {
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

/** The accepted signal that this one repeats or collides with: for a wait that collects, only the same signal. */
export function acceptedAs(progress: Progress, signal: SignalRequest): AcceptedSignal | undefined {
  const wait = progress.steps.find(({ step }) => step.kind === 'wait' && step.name === signal.name)?.step;
  if (wait?.kind !== 'wait' || wait.collect === undefined) return progress.signals.get(signal.name);
  const same = collected(progress, wait).find((each) => isRepeat(each, signal));
  return same && { payload: same.payload, ...(same.id === undefined ? {} : { id: same.id }) };
}

/** Whether it is a repeat of the accepted signal. Signals stored by an older release have no id. */
function isRepeat(accepted: AcceptedSignal, { id, payload }: SignalRequest): boolean {
  if (accepted.id !== undefined && id !== undefined) return accepted.id === id;
  return sameData(accepted.payload, payload);
}
