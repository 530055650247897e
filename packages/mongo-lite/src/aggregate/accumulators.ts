import { compareValues, isNumber } from '../bson/compare.js';
import { Double } from '../bson/values.js';
import type { Value } from '../bson/values.js';

/** Accumulates the values of one group. */
export interface Accumulator {
  add(value: Value): void;
  result(): Value;
}

export const accumulators: Readonly<Record<string, () => Accumulator>> = {
  $sum: sum,
  $min: () => extreme(1),
  $max: () => extreme(-1),
};

/** Integers add up exactly; doubles are added with error compensation, as in MongoDB. */
function sum(): Accumulator {
  let integers = 0n;
  let doubles: number | undefined;
  let lost = 0;
  let wide = false;
  return {
    add(value) {
      if (!isNumber(value)) return;
      if (value instanceof Double) {
        const before = doubles ?? 0;
        doubles = before + value.value;
        lost +=
          Math.abs(before) >= Math.abs(value.value) ? before - doubles + value.value : value.value - doubles + before;
      } else {
        wide ||= typeof value === 'bigint';
        integers += BigInt(value as number | bigint);
      }
    },
    result() {
      if (doubles !== undefined) return new Double(compensated(doubles, lost) + Number(integers));
      if (!wide && BigInt.asIntN(32, integers) === integers) return Number(integers);
      return BigInt.asIntN(64, integers) === integers ? integers : new Double(Number(integers));
    },
  };
}

function compensated(doubles: number, lost: number): number {
  return Number.isFinite(doubles) ? doubles + lost : doubles;
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
