import { atOnce } from './answers.js';
import type { Definition, State } from './definition.js';
import { stateFor, type Progress, type StepProgress } from './progress.js';

/**
 * The fields of this step's reply that the definition reads for later commands and that this reply lacks. Functions that need other replies
 * first cannot be evaluated, so their fields are not found.
 */
export function missingInReply(
  progress: Progress,
  definition: Definition,
  { step }: StepProgress,
  reply: unknown,
): string[] {
  const missing = new Set<string>();
  const recorded = new Proxy(Object(reply) as object, {
    get(target, name, receiver): unknown {
      if (typeof name === 'string' && !(name in target)) missing.add(name);
      return Reflect.get(target, name, receiver);
    },
  });
  const asked = { by: 'operator', reason: 'FAILED' };
  const state: State = {
    ...stateFor(progress),
    [step.key]: recorded,
    ...(step.kind === 'undoable' && step.insteadOf !== undefined ? { [step.insteadOf]: recorded } : {}),
    failure: { step: step.name, reason: 'FAILED' },
    cancel: asked,
  };
  const from = definition.steps.indexOf(step);
  for (const later of definition.steps.slice(from + 1)) {
    if (later.kind !== 'pivot') attempt(later.unless, state);
    if (later.kind === 'wait') {
      if (typeof later.collect === 'function') attempt(later.collect, state);
      if (typeof later.within === 'function') attempt(later.within, state);
    } else attempt(later.command, state);
  }
  for (const each of definition.steps)
    if (each.kind === 'undoable' && each.compensate !== 'nothing' && each !== step) attempt(each.compensate, state);
  attempt(definition.onLateCancel, state);
  return [...missing];
}

function attempt(ask: ((state: State) => unknown) | undefined, state: State): void {
  try {
    atOnce('it', ask?.(state));
  } catch {
    // it needs data that does not exist yet
  }
}
