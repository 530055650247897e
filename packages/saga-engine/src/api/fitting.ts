import { Problem, type FieldError } from '@shop/common/errors';
import { chosenIdSchema, idSchema, valid } from '@shop/common/validation/validate';
import type Joi from 'joi';
import type { Definition, WaitStep } from '../core/definition.js';
import { OperationInvalid } from '../core/refusals.js';

/** The data does not match the schema of the definition. Nothing was changed. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly errors: readonly FieldError[];
  constructor(errors: readonly FieldError[]) {
    super(errors.map(({ path, message }) => `${path}: ${message}`).join('; '));
    this.errors = errors;
  }
}

/** Operators may not start, signal or cancel sagas of this definition. */
export class NotForOperators extends Error {
  override readonly name = 'NotForOperators';
  constructor(type: string) {
    super(
      `Saga ${type} is started, signalled and cancelled by programs alone: its definition does not say forOperators.`,
    );
  }
}

/**
 * The kind of caller: code that the compiler has checked, a program that sends a type and JSON, or an operator who does. The last two need
 * a schema; an operator also needs a definition that is open to operators.
 */
export type Asker = 'code' | 'program' | 'operator';

/**
 * Validates the input of a new saga and applies its schema's defaults. Throws InvalidInput, naming every wrong field, OperationInvalid and
 * NotForOperators.
 */
export function fittingInput(definition: Definition, input: unknown, asker: Asker): unknown {
  requireOpen(definition, asker);
  if (!definition.input && asker !== 'code')
    throw new OperationInvalid('type', `${definition.name} has no schema of its input, so only code can start it.`);
  const fitting = definition.input ? fit(definition.input, input, 'input') : input;
  const key = correlationOf(definition, fitting);
  if (key !== undefined) fit(idSchema, key, 'input');
  return fitting;
}

/** URLs normalise these ids away, so such a saga would have no address. */
const newIdSchema = idSchema
  .invalid('.', '..')
  .messages({ 'any.invalid': '{#label} must not be . or .., which a URL loses' });

/**
 * Throws InvalidInput for an id that a path or a queue could not carry. Operators may use the characters that every interface accepts; code
 * may use any id that a saga can have, such as that of a follow-up saga.
 */
export function assertSagaId(id: string, asker: Asker): void {
  fit(asker === 'operator' ? chosenIdSchema : newIdSchema, id, 'id');
}

/** Validates the payload of a signal in the same way. */
export const fittingPayload =
  (asker: Asker) =>
  ({ name, payload: schema }: WaitStep, payload: unknown, definition: Definition): unknown => {
    requireOpen(definition, asker);
    if (schema) return fit(schema, payload, 'payload');
    if (asker === 'code') return payload;
    throw new OperationInvalid('name', `Signal ${name} has no schema of its payload, so only code can send it.`);
  };

/** Throws NotForOperators. */
export function requireOpen({ name, forOperators }: Definition, asker: Asker): void {
  if (asker === 'operator' && !forOperators) throw new NotForOperators(name);
}

function correlationOf({ name, correlation }: Definition, input: unknown): unknown {
  try {
    return correlation?.of?.(input);
  } catch {
    throw new OperationInvalid(
      'input',
      `The input does not say what saga ${name} is about; send what its definition asks for.`,
    );
  }
}

function fit(schema: Joi.Schema, value: unknown, at: string): unknown {
  try {
    return valid(schema.required(), value, { at });
  } catch (error) {
    if (error instanceof Problem) throw new InvalidInput(error.extra['errors'] as FieldError[]);
    throw error;
  }
}
