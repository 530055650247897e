import Joi from 'joi';

/** The name of a saga type, a step or a participant, also of one that only another release knows. */
export const nameSchema = Joi.string()
  .max(64)
  .pattern(/^[a-z][a-z0-9-]*$/, 'a name: small letters, digits, dashes');
