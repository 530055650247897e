import { createHash } from 'node:crypto';
import type { Definition, State, Step } from './definition.js';

/**
 * A stable hash of what running sagas depend on: the steps, their order and kind, which participant's method each calls
 * and how it is undone, what is waited for and the reason when it does not come. Times and retry policies are left out:
 * they may be tuned under the same version.
 */
export function fingerprint(definition: Definition): string {
  const { name, version, expires, steps, onLateCancel } = definition;
  const shape = { name, version, expires, steps: steps.map(shapeOf), followUp: calls(onLateCancel) };
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 16);
}

function shapeOf(step: Step): unknown {
  const { kind, name } = step;
  if (step.kind === 'wait') return { kind, name, unless: step.unless !== undefined, expires: step.expires };
  const command = calls(step.command);
  if (step.kind !== 'undoable') return { kind, name, command };
  return { kind, name, command, undo: step.compensate === 'nothing' ? 'nothing' : calls(step.compensate) };
}

/** What a definition's function asks for, found by calling it with a state in which everything exists. */
function calls(ask: ((state: State) => object) | undefined): string {
  if (!ask) return 'nothing';
  try {
    const { participant, method, saga } = ask(anything) as Record<string, unknown>;
    return typeof saga === 'string' ? `saga ${saga}` : `${String(participant)}.${String(method)}`;
  } catch {
    // It insists on a real value; the name and kind of the step must do.
    return 'opaque';
  }
}

const anything: State = new Proxy((() => undefined) as unknown as State, {
  get: (_target, property) => {
    if (property === Symbol.iterator) return function* () {};
    if (property === Symbol.toPrimitive) return () => '';
    return anything;
  },
  apply: () => anything,
});
