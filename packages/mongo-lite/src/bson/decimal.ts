import type { Decimal } from './values.js';

/** A finite decimal is coefficient × 10^exponent; `negative` also tells -0 from 0. */
export interface DecimalParts {
  kind: 'finite' | 'infinity' | 'nan';
  negative: boolean;
  coefficient: bigint;
  exponent: number;
}

const digits = 34;
const bias = 6176;
const limit = 10n ** BigInt(digits);

/** Takes a Decimal128 (binary integer encoding) apart. */
export function partsOf(decimal: Decimal): DecimalParts {
  const low = decimal.bytes.readBigUInt64LE(0);
  const high = decimal.bytes.readBigUInt64LE(8);
  const negative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 0x1fn);
  if (combination === 0x1f) return { kind: 'nan', negative, coefficient: 0n, exponent: 0 };
  if (combination === 0x1e) return { kind: 'infinity', negative, coefficient: 0n, exponent: 0 };
  // The second form of the encoding only holds coefficients that are too large, which count as zero.
  if (combination >> 3 === 3) {
    return { kind: 'finite', negative, coefficient: 0n, exponent: Number((high >> 47n) & 0x3fffn) - bias };
  }
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | low;
  const exponent = Number((high >> 49n) & 0x3fffn) - bias;
  return { kind: 'finite', negative, coefficient: coefficient >= limit ? 0n : coefficient, exponent };
}

function roundToDigits(coefficient: bigint, exponent: number): { coefficient: bigint; exponent: number } {
  const excess = coefficient.toString().length - digits;
  if (excess <= 0) return { coefficient, exponent };
  const divisor = 10n ** BigInt(excess);
  const rest = coefficient % divisor;
  let quotient = coefficient / divisor;
  const twice = rest * 2n;
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) quotient += 1n;
  return roundToDigits(quotient, exponent + excess);
}

/** A finite double as a decimal of 34 digits, as MongoDB takes it when it compares the two. */
export function partsOfDouble(value: number): DecimalParts {
  const negative = value < 0 || Object.is(value, -0);
  if (Number.isNaN(value)) return { kind: 'nan', negative: false, coefficient: 0n, exponent: 0 };
  if (!Number.isFinite(value)) return { kind: 'infinity', negative, coefficient: 0n, exponent: 0 };
  let mantissa = Math.abs(value);
  let power = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    power++;
  }
  // m / 2^p is m × 5^p / 10^p
  const exact = BigInt(mantissa) * 5n ** BigInt(power);
  const { coefficient, exponent } = roundToDigits(exact, -power);
  return { kind: 'finite', negative, coefficient, exponent };
}

export function partsOfInteger(value: bigint): DecimalParts {
  return { kind: 'finite', negative: value < 0n, coefficient: value < 0n ? -value : value, exponent: 0 };
}

/** Less than, equal to or greater than zero; NaN is equal to itself and less than every number. */
export function compareParts(a: DecimalParts, b: DecimalParts): number {
  if (a.kind === 'nan' || b.kind === 'nan') return Number(b.kind === 'nan') - Number(a.kind === 'nan');
  const difference = orderOf(a) - orderOf(b);
  if (difference !== 0 || a.kind === 'infinity') return difference;
  const sign = a.negative ? -1 : 1;
  const zero = Number(a.coefficient === 0n) - Number(b.coefficient === 0n);
  if (zero !== 0) return -zero * sign;
  if (a.coefficient === 0n) return 0;
  // Numbers of different magnitude are told apart without writing out their zeros.
  const magnitude = magnitudeOf(a) - magnitudeOf(b);
  if (magnitude !== 0) return magnitude * sign;
  const shift = a.exponent - b.exponent;
  const left = shift > 0 ? a.coefficient * 10n ** BigInt(shift) : a.coefficient;
  const right = shift < 0 ? b.coefficient * 10n ** BigInt(-shift) : b.coefficient;
  return left === right ? 0 : (left < right ? -1 : 1) * sign;
}

function orderOf(parts: DecimalParts): number {
  if (parts.kind === 'infinity') return parts.negative ? -2 : 2;
  if (parts.coefficient === 0n) return 0;
  return parts.negative ? -1 : 1;
}

function magnitudeOf(parts: DecimalParts): number {
  return parts.coefficient.toString().length + parts.exponent;
}

/** The decimal as MongoDB prints it, for example `1.50` or `1E+7`. */
export function decimalText(decimal: Decimal): string {
  const { kind, negative, coefficient, exponent } = partsOf(decimal);
  const sign = negative ? '-' : '';
  if (kind === 'nan') return 'NaN';
  if (kind === 'infinity') return `${sign}Infinity`;
  const text = coefficient.toString();
  const adjusted = text.length - 1 + exponent;
  if (exponent > 0 || adjusted < -6) {
    const fraction = text.length > 1 ? `.${text.slice(1)}` : '';
    return `${sign}${text[0]}${fraction}E${adjusted < 0 ? '' : '+'}${adjusted}`;
  }
  if (exponent === 0) return sign + text;
  const padded = text.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
