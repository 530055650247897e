import Joi from 'joi';
import { invalid } from './errors.js';

/** Any id in a path. */
export const idSchema = Joi.string()
  .max(128)
  .pattern(/^[A-Za-z0-9._:-]+$/, 'an id: letters, digits, dots, dashes');

/**
 * The value if it fits the schema, typed. Types are not coerced unless `convert` (queries, whose values are always
 * text); unknown fields are refused. Throws 422 VALIDATION_FAILED naming every wrong place.
 */
export function valid<T>(schema: Joi.Schema<T>, value: unknown, { convert = false, at = '' } = {}): T {
  // joi loses it in the copy that it makes, and would take its members for the value's own
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'))
    throw invalid([{ path: '__proto__', message: '__proto__ is not allowed' }]);
  const { error, value: fitting } = schema.validate(value, {
    abortEarly: false,
    convert,
    allowUnknown: false,
    errors: { wrap: { label: false } },
  });
  if (!error) return fitting as T;
  throw invalid(
    error.details.slice(0, 50).map(({ path, message }) => ({
      path: [at, ...path]
        .filter((part) => part !== '')
        .join('.')
        .slice(0, 200),
      message: message.slice(0, 300),
    })),
  );
}
