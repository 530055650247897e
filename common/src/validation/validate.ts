import Joi from 'joi';
import { invalid, type Problem } from '../errors.js';
import { redactText } from '../logging/redact.js';
import { requireWellFormed } from './well-formed.js';

/** The maximum length of an id, characters: of any id, and of one that a client chooses. */
export const ID_LENGTHS = { any: 128, chosen: 64 } as const;

/** Any id in a path, also one of an earlier release. */
export const idSchema = Joi.string()
  .max(ID_LENGTHS.any)
  .pattern(/^[A-Za-z0-9._:-]+$/, 'an id: letters, digits, dots, dashes');

/** An id that a client chooses for something new: always a path segment of its own, which `..` is not. */
export const chosenIdSchema = Joi.string()
  .max(ID_LENGTHS.chosen)
  .pattern(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    `an id: up to ${ID_LENGTHS.chosen} letters, digits, dots, underscores and dashes, beginning with a letter or digit`,
  );

interface Options {
  /** For queries, whose values are always text. */
  readonly convert?: boolean;
  /** The path of the value; the paths of its members are below it. */
  readonly at?: string;
  /** The name to report when the value as a whole is wrong. */
  readonly whole?: string;
}

const SETTINGS = {
  abortEarly: true,
  allowUnknown: false,
  errors: { wrap: { label: false } },
  // the library's own words for a pattern are hard to read, and repeat what was sent; as texts they would be parsed for each value
  messages: {
    'string.pattern.name': Joi.expression('{#label} must be {#name}'),
    'string.pattern.base': Joi.expression('{#label} must match {#regex}'),
    'string.pattern.invert.name': Joi.expression('{#label} must not be {#name}'),
    'string.pattern.invert.base': Joi.expression('{#label} must not match {#regex}'),
  },
} as const;

/** Up to this many values, and characters of texts and names together, every wrong place is named. */
const SMALL = { values: 500, characters: 10_000 };

/** True for a small value; stops reading once the value exceeds SMALL. */
function isSmall(value: unknown): boolean {
  let { values, characters } = SMALL;
  const spend = (each: unknown): boolean => {
    if (typeof each === 'string') characters -= each.length;
    if (--values < 0 || characters < 0) return false;
    if (typeof each !== 'object' || each === null) return true;
    return Object.entries(each).every(([name, member]) => ((characters -= name.length), spend(member)));
  };
  return spend(value);
}

/** 422 for an unknown field. */
const notAllowed = (path: string): Problem => invalid([{ path, message: `${path} is not allowed` }]);

/**
 * The value if it fits the schema, typed. Types are not coerced unless `convert`; unknown fields are refused. Throws 422
 * VALIDATION_FAILED naming every wrong place, or one of them if the value is large.
 */
export function valid<T>(
  schema: Joi.Schema<T>,
  value: unknown,
  { convert = false, at = '', whole = 'body' }: Options = {},
): T {
  // joi loses it in the copy that it makes, and would treat its members as the value's own
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')) throw notAllowed('__proto__');
  requireWellFormed(value, at);
  const settings = { ...SETTINGS, convert, messages: { ...SETTINGS.messages, root: at || whole } };
  const { error: first, value: fitting } = schema.validate(value, settings);
  if (!first) return fitting as T;
  // each further error costs as much as the first, and a large value can have thousands
  const error = isSmall(value) ? (schema.validate(value, { ...settings, abortEarly: false }).error ?? first) : first;
  const errors = error.details.slice(0, 50).map((detail) => ({
    path: shown([at, ...placeOf(detail)].filter((part) => part !== '').join('.'), 200) || whole,
    message: shown(detail.message, 300),
  }));
  // two rules of a schema may say the same of a value
  throw invalid([...new Map(errors.map((each) => [`${each.path} ${each.message}`, each])).values()]);
}

/** The first `length` characters of a text, redacted before it is cut: half of a card number would not be recognised. */
const shown = (text: string, length: number): string => redactText(text.slice(0, 2 * length)).slice(0, length);

/** Of members that go together or exclude each other, the one that is missing or too much. */
function placeOf({ path, context = {} }: Joi.ValidationErrorItem): (string | number)[] {
  const { peer, present, peers } = context as { peer?: string; present?: string[]; peers?: string[] };
  const member = peer ?? present?.at(-1) ?? peers?.[0];
  return member === undefined ? path : [...path, member];
}
