import { isNumber } from '../bson/compare.js';
import { identical } from '../bson/encode.js';
import { add, multiply } from '../bson/numbers.js';
import { showField } from '../bson/show.js';
import type { Value } from '../bson/values.js';
import { typeNameOf } from '../bson/values.js';
import { badValue, typeMismatch } from '../errors.js';
import type { Modifier, Place } from './modifier.js';
import { unchanged } from './modifier.js';

type Behaviour = Omit<Modifier, 'operator' | 'parts'>;

const words = { $inc: 'increment', $mul: 'multiply' } as const;

/** `$inc` and `$mul`, with MongoDB's types: see `add`. */
export function arithmetic(operator: '$inc' | '$mul', path: string, operand: Value): Behaviour {
  if (!isNumber(operand)) {
    throw typeMismatch(`Cannot ${words[operator]} with non-numeric argument: {${showField(path, operand)}}`);
  }
  const compute = operator === '$inc' ? add : multiply;
  return {
    existing(current, place) {
      if (!isNumber(current)) throw notNumeric(operator, current, place);
      const result = compute(current, operand);
      if (result === undefined) throw overflow(operator, current, place);
      return identical(result, current) ? unchanged : result;
    },
    missing: () => (operator === '$inc' ? operand : multiply(operand, 0)),
  };
}

function notNumeric(operator: string, current: Value, { root, parts }: Place): Error {
  const field = parts.at(-1)!;
  return typeMismatch(
    `Cannot apply ${operator} to a value of non-numeric type. {${showField('_id', root.get('_id'))}} has the field ` +
      `'${field}' of non-numeric type ${typeNameOf(current)}`,
  );
}

function overflow(operator: string, current: Value, { root }: Place): Error {
  return badValue(
    `Failed to apply ${operator} operations to current value ((NumberLong)${String(current)}) for document ` +
      `{${showField('_id', root.get('_id'))}}`,
  );
}
