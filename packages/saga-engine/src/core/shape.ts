import type { Definition, Step, StepKind } from './definition.js';

/**
 * What is needed to read a saga whose definition is gone, stored with it. Each item is a kind and a name, such as `undoable hold-room`;
 * `plain` is an undoable step that changes nothing, `follow-up` names the saga that undoes a finished one. Behind the steps stands
 * what else its definition says to those who list, read, export and cancel it: `correlation trip`, `for-operators`, `shown-words`,
 * `shown-input` and `shown-reply hold-room` with their paths. Releases before leave those items out.
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
  const shape = [...definition.steps.map(itemOf), ...followUp, ...traitItems(definition)];
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

/** What a definition says of its sagas beside their steps. */
export type Traits = Pick<Definition, 'forOperators' | 'shown'> & { readonly correlationKind?: string };

const CORRELATION = 'correlation';
const FOR_OPERATORS = 'for-operators';
const SHOWN_WORDS = 'shown-words';
const SHOWN_INPUT = 'shown-input';
const SHOWN_REPLY = 'shown-reply';

/** A path with a space in it is left out, and so hidden once the definition is gone. */
function traitItems({ correlation, forOperators, shown }: Definition): string[] {
  const written = (paths: readonly string[]) => paths.filter((path) => !path.includes(' '));
  return [
    ...(correlation ? [`${CORRELATION} ${correlation.kind}`] : []),
    ...(forOperators ? [FOR_OPERATORS] : []),
    ...(shown?.words ? [SHOWN_WORDS] : []),
    ...(shown?.input ? [[SHOWN_INPUT, ...written(shown.input)].join(' ')] : []),
    ...Object.entries(shown?.replies ?? {}).map(([step, paths]) => [SHOWN_REPLY, step, ...written(paths)].join(' ')),
  ];
}

/** What a stored shape says of the saga beside its steps. */
export function traitsOf(shape: Shape): Traits {
  const items = shape.map((item) => item.split(' '));
  const of = (kind: string) => items.find(([first]) => first === kind)?.slice(1);
  const replies = items.flatMap(([kind, step = '', ...paths]) =>
    kind === SHOWN_REPLY ? [[step, paths] as const] : [],
  );
  const [correlationKind] = of(CORRELATION) ?? [];
  return {
    shown: {
      input: of(SHOWN_INPUT) ?? [],
      replies: Object.fromEntries(replies),
      ...(of(SHOWN_WORDS) ? { words: true } : {}),
    },
    ...(of(FOR_OPERATORS) ? { forOperators: true } : {}),
    ...(correlationKind === undefined ? {} : { correlationKind }),
  };
}
