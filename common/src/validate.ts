import type Joi from 'joi';
import { invalid } from './errors.js';

/**
 * The value if it fits the schema, typed. Types are not coerced unless `convert` (queries, whose values are always
 * text); unknown fields are refused. Throws 422 VALIDATION_FAILED naming every wrong place.
 */
export function valid<T>(schema: Joi.Schema<T>, value: unknown, { convert = false, at = '' } = {}): T {
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
