import { isNumber } from '../bson/compare.js';
import { identical } from '../bson/encode.js';
import { add } from '../bson/numbers.js';
import { showField } from '../bson/show.js';
import type { Value } from '../bson/values.js';
import { typeNameOf } from '../bson/values.js';
import { badValue, typeMismatch } from '../errors.js';
import type { Modifier, Place } from './modifier.js';
import { unchanged } from './modifier.js';

type Behaviour = Omit<Modifier, 'operator' | 'parts'>;

/** `$inc`, with MongoDB's types: see `add`. */
export function increment(operand: Value, path: string): Behaviour {
  if (!isNumber(operand)) {
    throw typeMismatch(`Cannot increment with non-numeric argument: {${showField(path, operand)}}`);
  }
  return {
    existing(current, place) {
      if (!isNumber(current)) throw notNumeric(current, place);
      const result = add(current, operand);
      if (result === undefined) throw overflow(current, place);
      return identical(result, current) ? unchanged : result;
    },
    missing: () => operand,
  };
}

function notNumeric(current: Value, { root, parts }: Place): Error {
  const field = parts.at(-1)!;
  return typeMismatch(
    `Cannot apply $inc to a value of non-numeric type. {${showField('_id', root.get('_id'))}} has the field ` +
      `'${field}' of non-numeric type ${typeNameOf(current)}`,
  );
}

function overflow(current: Value, { root }: Place): Error {
  return badValue(
    `Failed to apply $inc operations to current value ((NumberLong)${String(current)}) for document ` +
      `{${showField('_id', root.get('_id'))}}`,
  );
}
