import type { Definition, Step, StepKind } from './definition.js';

/**
 * What is needed to read a saga whose definition is gone, stored with it. Each item is a kind and a name, such as `undoable hold-room`;
 * `plain` is an undoable step that changes nothing, `follow-up` names the saga that takes a finished one back.
 */
export type Shape = readonly string[];

export interface ShapeStep {
  readonly name: string;
  readonly kind: StepKind;
  /** It changes nothing, so there is nothing to undo. */
  readonly plain?: true;
}

const shapes = new WeakMap<Definition, Shape>();

/** The shape of a definition; computed once. */
export function shapeOf(definition: Definition): Shape {
  const known = shapes.get(definition);
  if (known) return known;
  const followUp = definition.onLateCancel ? ['follow-up'] : [];
  const shape = [...definition.steps.map((step) => `${isPlain(step) ? 'plain' : step.kind} ${step.name}`), ...followUp];
  shapes.set(definition, shape);
  return shape;
}

const isPlain = (step: Step) => step.kind === 'undoable' && step.compensate === 'nothing';

/** The steps of a stored shape. What a newer release may have added is left out. */
export const stepsOf = (shape: Shape): ShapeStep[] =>
  shape.flatMap((item): ShapeStep[] => {
    const [kind = '', name = ''] = item.split(' ');
    if (kind === 'plain') return [{ name, kind: 'undoable', plain: true }];
    return KINDS.includes(kind) ? [{ name, kind: kind as StepKind }] : [];
  });

const KINDS = ['undoable', 'wait', 'pivot', 'retriable'];
