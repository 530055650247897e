import { compareValues, isNumber } from '../bson/compare.js';
import { add, toNumber } from '../bson/numbers.js';
import { Decimal, Double } from '../bson/values.js';
import type { Value } from '../bson/values.js';
import { notSupported } from '../errors.js';

/** Gathers the values of one group. */
export interface Accumulator {
  add(value: Value): void;
  result(): Value;
}

export const accumulators: Readonly<Record<string, () => Accumulator>> = {
  $sum: sum,
  $avg: average,
  $min: () => extreme(1),
  $max: () => extreme(-1),
  $first: first,
  $last: last,
  $push: push,
  $addToSet: addToSet,
};

/** Integers add up exactly; doubles with compensation for what rounding loses, as MongoDB's do. */
function total() {
  let integers = 0n;
  let doubles: number | undefined;
  let lost = 0;
  let wide = false;
  let decimals: Value;
  return {
    add(value: Value): void {
      if (value instanceof Decimal) decimals = decimals === undefined ? value : add(decimals, value);
      else if (value instanceof Double) {
        const before = doubles ?? 0;
        doubles = before + value.value;
        lost +=
          Math.abs(before) >= Math.abs(value.value) ? before - doubles + value.value : value.value - doubles + before;
      } else {
        wide ||= typeof value === 'bigint';
        integers += BigInt(value as number | bigint);
      }
    },
    result(): Value {
      if (decimals !== undefined) {
        if (doubles !== undefined) throw notSupported('A sum of Decimal128s and Doubles');
        return add(decimals, integers);
      }
      if (doubles !== undefined) return new Double(compensated(doubles, lost) + Number(integers));
      if (!wide && BigInt.asIntN(32, integers) === integers) return Number(integers);
      return BigInt.asIntN(64, integers) === integers ? integers : new Double(Number(integers));
    },
  };
}

function compensated(doubles: number, lost: number): number {
  return Number.isFinite(doubles) ? doubles + lost : doubles;
}

function sum(): Accumulator {
  const running = total();
  return {
    add(value) {
      if (isNumber(value)) running.add(value);
    },
    result: () => running.result(),
  };
}

function average(): Accumulator {
  const running = total();
  let count = 0;
  return {
    add(value) {
      if (value instanceof Decimal) throw notSupported('An average of Decimal128s');
      if (!isNumber(value)) return;
      running.add(value);
      count++;
    },
    result: () => (count === 0 ? null : new Double(toNumber(running.result())! / count)),
  };
}

function extreme(sign: 1 | -1): Accumulator {
  let best: Value;
  return {
    add(value) {
      if (value === undefined || value === null) return;
      if (best === undefined || compareValues(value, best) * sign < 0) best = value;
    },
    result: () => best ?? null,
  };
}

function first(): Accumulator {
  let seen = false;
  let value: Value;
  return {
    add(next) {
      if (!seen) value = next;
      seen = true;
    },
    result: () => value ?? null,
  };
}

function last(): Accumulator {
  let value: Value;
  return {
    add(next) {
      value = next;
    },
    result: () => value ?? null,
  };
}

function push(): Accumulator {
  const values: Value[] = [];
  return {
    add(value) {
      if (value !== undefined) values.push(value);
    },
    result: () => values,
  };
}

function addToSet(): Accumulator {
  const values: Value[] = [];
  return {
    add(value) {
      if (value !== undefined) values.push(value);
    },
    result() {
      const sorted = values.sort(compareValues);
      return sorted.filter((value, i) => i === 0 || compareValues(value, sorted[i - 1]) !== 0);
    },
  };
}
