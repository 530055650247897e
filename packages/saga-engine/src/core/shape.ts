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
  /** What else there is to it; only what is needed to read a journal. */
  readonly more: readonly string[];
}

const shapes = new WeakMap<Definition, Shape>();

/** The shape of a definition; computed once. */
export function shapeOf(definition: Definition): Shape {
  const known = shapes.get(definition);
  if (known) return known;
  const followUp = definition.onLateCancel ? ['follow-up'] : [];
  const shape = [...definition.steps.map(itemOf), ...followUp];
  shapes.set(definition, shape);
  return shape;
}

/**
 * A step that releases before could not read rightly is `also` its item and what is more to it: they leave it out, and everything
 * that their journals say of it.
 */
function itemOf(step: Step): string {
  const item = `${isPlain(step) ? 'plain' : step.kind} ${step.name}`;
  const more = moreOf(step);
  return more.length > 0 ? ['also', item, ...more].join(' ') : item;
}

function moreOf(step: Step): string[] {
  if (step.kind === 'pivot') return [];
  if (step.kind === 'wait')
    return [...(step.collect === undefined ? [] : ['collects']), ...(step.onExpiry ? [step.onExpiry] : [])];
  return [
    ...(step.unless ? ['optional'] : []),
    ...(step.kind === 'undoable' && step.hasOtherWay ? ['refusable'] : []),
    ...(step.kind === 'undoable' && step.insteadOf !== undefined ? ['instead'] : []),
    ...(step.together === undefined ? [] : [`together:${step.together}`]),
  ];
}

const isPlain = (step: Step) => step.kind === 'undoable' && step.compensate === 'nothing';

/** The steps of a stored shape. What a newer release may have added is left out. */
export const stepsOf = (shape: Shape): ShapeStep[] =>
  shape.flatMap((item): ShapeStep[] => {
    const words = item.split(' ');
    const [kind = '', name = '', ...more] = words[0] === 'also' ? words.slice(1) : words;
    if (kind === 'plain') return [{ name, kind: 'undoable', plain: true, more }];
    return KINDS.includes(kind) ? [{ name, kind: kind as StepKind, more }] : [];
  });

const KINDS = ['undoable', 'wait', 'pivot', 'retriable'];
