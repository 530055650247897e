import { compareValues } from '../bson/compare.js';
import { showDocument } from '../bson/show.js';
import type { Value } from '../bson/values.js';
import { Regex, typeNameOf } from '../bson/values.js';
import { badValue, typeMismatch } from '../errors.js';
import { isOperatorDocument, parseField, parseFilter } from '../query/parse.js';
import type { Modifier } from './modifier.js';
import { unchanged } from './modifier.js';

type Behaviour = Omit<Modifier, 'operator' | 'parts'>;

/** `$addToSet`, with `$each`. */
export function addToSet(operand: Value): Behaviour {
  const wanted = distinct(eachOf(operand));
  return {
    existing(current, { parts }) {
      if (!Array.isArray(current)) {
        throw badValue(
          `Cannot apply $addToSet to non-array field. Field named '${parts.at(-1)}' has ` +
            `non-array type ${typeNameOf(current)}`,
        );
      }
      const added = wanted.filter((value) => !current.some((item) => compareValues(item, value) === 0));
      return added.length === 0 ? unchanged : [...current, ...added];
    },
    missing: () => wanted,
  };
}

function eachOf(operand: Value): Value[] {
  if (!(operand instanceof Map) || operand.keys().next().value !== '$each') return [operand];
  const each = operand.get('$each');
  if (!Array.isArray(each)) {
    throw typeMismatch(`The argument to $each in $addToSet must be an array but it was of type ${typeNameOf(each)}`);
  }
  if (operand.size > 1) {
    throw badValue(`Found unexpected fields after $each in $addToSet: ${showDocument(operand)}`);
  }
  return each;
}

function distinct(values: readonly Value[]): Value[] {
  return values.filter((value, i) => values.findIndex((other) => compareValues(other, value) === 0) === i);
}

/** `$pull`: by value, by operators on the element, or by a filter on elements that are documents. */
export function pull(operand: Value): Behaviour {
  const test = pullTest(operand);
  return {
    existing(current) {
      if (!Array.isArray(current)) throw badValue('Cannot apply $pull to a non-array value');
      const kept = current.filter((item) => !test(item));
      return kept.length === current.length ? unchanged : kept;
    },
  };
}

function pullTest(operand: Value): (item: Value) => boolean {
  if (operand instanceof Regex || (operand instanceof Map && isOperatorDocument(operand))) {
    const node = parseField('item', operand);
    return (item) => node.matches(new Map([['item', item]]));
  }
  if (operand instanceof Map) {
    const node = parseFilter(operand);
    return (item) => item instanceof Map && node.matches(item);
  }
  return (item) => compareValues(item, operand) === 0;
}
