import { toInteger } from '../bson/numbers.js';
import { showField } from '../bson/show.js';
import type { Value } from '../bson/values.js';
import { typeNameOf } from '../bson/values.js';
import { badValue, notSupported } from '../errors.js';
import type { Modifier, Place } from './modifier.js';
import { unchanged } from './modifier.js';

type Behaviour = Omit<Modifier, 'operator' | 'parts'>;

interface Push {
  values: readonly Value[];
  slice: number | undefined;
}

/** `$push` with `$each` and `$slice`, applied in this order. */
export function push(operand: Value): Behaviour {
  const clauses = parsePush(operand);
  return {
    existing(current, place) {
      if (!Array.isArray(current)) throw notAnArray(current, place);
      return pushInto(current, clauses);
    },
    missing() {
      const result = pushInto([], clauses);
      return result === unchanged ? [] : result;
    },
  };
}

function pushInto(current: readonly Value[], { values, slice }: Push): Value[] | typeof unchanged {
  const result = [...current, ...values];
  const cut = slice !== undefined && result.length > Math.abs(slice);
  if (values.length === 0 && !cut) return unchanged;
  if (!cut) return result;
  return slice >= 0 ? result.slice(0, slice) : result.slice(slice);
}

function parsePush(operand: Value): Push {
  if (!(operand instanceof Map) || !operand.has('$each')) {
    return { values: [operand], slice: undefined };
  }
  for (const name of operand.keys()) {
    if (name === '$sort' || name === '$position') throw notSupported(`The clause ${name} of $push`);
    if (name !== '$each' && name !== '$slice') throw badValue(`Unrecognized clause in $push: ${name}`);
  }
  const each = operand.get('$each');
  if (!Array.isArray(each)) {
    throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeNameOf(each)}`);
  }
  return {
    values: each,
    slice: operand.has('$slice') ? parseSlice(operand.get('$slice')) : undefined,
  };
}

function parseSlice(value: Value): number {
  const slice = toInteger(value);
  if (slice === undefined) {
    throw badValue(`The value for $slice must be an integer value but was given type: ${typeNameOf(value)}`);
  }
  return slice;
}

function notAnArray(current: Value, { root, parts }: Place): Error {
  return badValue(
    `The field '${parts.join('.')}' must be an array but is of type ${typeNameOf(current)} in document ` +
      `{${root.has('_id') ? showField('_id', root.get('_id')) : 'no id'}}`,
  );
}
