import Joi from 'joi';

/** A stable code, for example CUSTOMER_CANCELLED. */
export const codeSchema = Joi.string()
  .max(64)
  .pattern(/^[A-Z][A-Z0-9_]*$/, 'a code: capital letters, digits, underscores');
