import { compareValues, isNaNValue } from '../bson/compare.js';
import { maxKey, minKey, rank, rankOf } from '../bson/values.js';
import type { Value } from '../bson/values.js';

export type Test = (value: Value) => boolean;
export type Inequality = 'lt' | 'lte' | 'gt' | 'gte';

/** Equality as in `$eq`: null also matches a missing field. */
export function equalTo(operand: Value): Test {
  if (operand === null) return (value) => value === null || value === undefined;
  if (typeof operand === 'string' || typeof operand === 'boolean') return (value) => value === operand;
  const type = rankOf(operand);
  return (value) => value === operand || (rankOf(value) === type && compareValues(value, operand) === 0);
}

/** `$lt`, `$lte`, `$gt`, `$gte`: only values of the operand's own type match, except for MinKey and MaxKey. */
export function inequality(kind: Inequality, operand: Value): Test {
  const orEqual = kind === 'lte' || kind === 'gte';
  const below = kind === 'lt' || kind === 'lte';
  if (operand === null) return (value) => orEqual && (value === null || value === undefined);
  if (operand === minKey || operand === maxKey) {
    return (value) => (value === operand ? orEqual : below === (operand === maxKey));
  }
  const type = rankOf(operand);
  const againstNaN = isNaNValue(operand);
  return (value) => {
    if (rankOf(value) !== type) return false;
    if (type === rank.number && (againstNaN || isNaNValue(value))) return orEqual && againstNaN && isNaNValue(value);
    const order = compareValues(value, operand);
    return order === 0 ? orEqual : order < 0 === below;
  };
}

/** Equality with any of the values; strings, the usual case, are looked up in a set. */
export function oneOf(operands: readonly Value[]): Test {
  const strings = new Set(operands.filter((operand) => typeof operand === 'string'));
  const others = operands.filter((operand) => typeof operand !== 'string').map(equalTo);
  return (value) => (typeof value === 'string' ? strings.has(value) : others.some((test) => test(value)));
}
