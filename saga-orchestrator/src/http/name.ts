import Joi from 'joi';

/** The name of a saga type, a step or a participant, also of one that only another release knows. */
export const nameSchema = Joi.string()
  .max(64)
  .pattern(/^[a-z][a-z0-9-]*$/, 'a name: small letters, digits, dashes');

const TAKEN = ['bulk', 'pauses', 'summary', 'throughput'];

/** The id of a new saga: none that stands in its place in a path, such as `/api/sagas/summary`, for a saga of that name could not be read. */
export const notTaken = (ids: Joi.StringSchema): Joi.StringSchema =>
  ids
    .invalid(...TAKEN)
    .messages({ 'any.invalid': `{#label} must be none of ${TAKEN.join(', ')}, which are other addresses` });
