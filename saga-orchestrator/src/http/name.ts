import Joi from 'joi';

/** The name of a saga type, a step or a participant, including names that only another release knows. */
export const nameSchema = Joi.string()
  .max(64)
  .pattern(/^[a-z][a-z0-9-]*$/, 'a name: small letters, digits, dashes');

const TAKEN = ['bulk', 'pauses', 'summary', 'throughput'];

/** The id of a new saga. Refuses ids that are also path segments, such as `/api/sagas/summary`: a saga with that id could not be read. */
export const notTaken = (ids: Joi.StringSchema): Joi.StringSchema =>
  ids
    .invalid(...TAKEN)
    .messages({ 'any.invalid': `{#label} must be none of ${TAKEN.join(', ')}, which are other addresses` });
