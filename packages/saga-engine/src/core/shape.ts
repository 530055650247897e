import type { Definition, Step, StepKind } from './definition.js';

/**
 * The data for reading a saga whose definition no longer exists, stored with the saga. Each item is a kind and a name, such as `undoable
 * hold-room`; `plain` is an undoable step that changes nothing, `follow-up` names the saga that undoes a finished one. After the steps come
 * other parts of the definition for listing, reading, exporting and cancelling it: `correlation trip`, `for-operators`, `shown-words`,
 * `shown-input` and `shown-reply hold-room` with their paths. Earlier releases ignore those items.
 */
export type Shape = readonly string[];

export interface ShapeStep {
  readonly name: string;
  readonly kind: StepKind;
  /** It changes nothing, so there is nothing to undo. */
  readonly plain?: true;
  /** Its other properties; only those that are needed to read a journal. */
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
 * A step that earlier releases could not read correctly has `also` before its item and its additional properties: they ignore the step, and
 * everything in their journals about it.
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

/** The steps of a stored shape. Additions of a newer release are ignored. */
export const stepsOf = (shape: Shape): ShapeStep[] =>
  shape.flatMap((item): ShapeStep[] => {
    const words = item.split(' ');
    const [kind = '', name = '', ...more] = words[0] === 'also' ? words.slice(1) : words;
    if (kind === 'plain') return [{ name, kind: 'undoable', plain: true, more }];
    return KINDS.includes(kind) ? [{ name, kind: kind as StepKind, more }] : [];
  });

const KINDS = ['undoable', 'wait', 'pivot', 'retriable'];

/** The parts of a definition about its sagas, besides the steps. */
export type Traits = Pick<Definition, 'forOperators' | 'shown'> & { readonly correlationKind?: string };

const CORRELATION = 'correlation';
const FOR_OPERATORS = 'for-operators';
const SHOWN_WORDS = 'shown-words';
const SHOWN_INPUT = 'shown-input';
const SHOWN_REPLY = 'shown-reply';

/** A path with a space in it is omitted, and so hidden once the definition no longer exists. */
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

/** The parts of a stored shape about the saga, besides the steps. */
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
