import { compareValues } from '../bson/compare.js';
import { identical } from '../bson/encode.js';
import type { Value } from '../bson/values.js';
import { DateTime, Timestamp, typeNameOf } from '../bson/values.js';
import { badValue } from '../errors.js';
import type { Modifier } from './modifier.js';
import { removed, unchanged } from './modifier.js';

type Behaviour = Omit<Modifier, 'operator' | 'parts'>;

export function set(operand: Value): Behaviour {
  return {
    existing: (current) => (identical(current, operand) ? unchanged : operand),
    missing: () => operand,
  };
}

export function unset(): Behaviour {
  return { existing: () => removed, ignoresBlockedPath: true };
}

/** `$min` (sign 1) and `$max` (sign -1). */
export function extreme(operand: Value, sign: 1 | -1): Behaviour {
  return {
    existing: (current) => (compareValues(operand, current) * sign < 0 ? operand : unchanged),
    missing: () => operand,
  };
}

/** `$currentDate`: true, or `{$type: 'date' | 'timestamp'}`. */
export function currentDate(operand: Value): Behaviour {
  const now = nowAs(operand);
  return { existing: now, missing: now };
}

function nowAs(operand: Value): () => Value {
  if (typeof operand === 'boolean') return () => new DateTime(Date.now());
  if (!(operand instanceof Map)) {
    throw badValue(
      `${typeNameOf(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ` +
        `({$type: 'timestamp/date'}).`,
    );
  }
  for (const [name, value] of operand) {
    if (name !== '$type') throw badValue(`Unrecognized $currentDate option: ${name}`);
    if (value === 'date') return () => new DateTime(Date.now());
    if (value === 'timestamp') return () => nowTimestamp();
  }
  throw badValue(
    `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`,
  );
}

let lastTimestamp = { seconds: 0, increment: 0 };

/** A timestamp that no call before has had. */
export function nowTimestamp(): Timestamp {
  const seconds = Math.floor(Date.now() / 1000);
  const increment = seconds === lastTimestamp.seconds ? lastTimestamp.increment + 1 : 1;
  lastTimestamp = { seconds, increment };
  return new Timestamp(seconds, increment);
}
