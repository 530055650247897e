import type Joi from 'joi';

type Json = Record<string, unknown>;

interface Dependency {
  readonly rel: string;
  readonly key?: string;
  readonly peers: readonly string[];
}

/** JSON Schema 2020-12 of what a joi schema accepts. */
export function jsonSchema(schema: Joi.Schema): Json {
  const standard = schema as unknown as { '~standard': { jsonSchema: { input(options: { target: string }): Json } } };
  const { $schema: _, ...rest } = standard['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  return { ...rest, ...dependenciesOf(schema) };
}

/**
 * Names the schema of an answer in the OpenAPI document, so that generated clients have a type of this name. Schemas of requests stay
 * inline.
 */
export const named = <S extends Joi.Schema>(name: string, schema: S): S => schema.meta({ name }) as S;

/** The name that `named` gave. */
export function nameOf(schema: Joi.Schema): string | undefined {
  const { metas = [] } = schema.describe() as { metas?: { name?: string }[] };
  return metas.find(({ name }) => name !== undefined)?.name;
}

/** The dependencies that joi leaves out of its JSON Schema: which members go together and which exclude each other. */
function dependenciesOf(schema: Joi.Schema): Json {
  const { dependencies = [] } = schema.describe() as { dependencies?: Dependency[] };
  const together = dependencies.filter(({ rel }) => rel === 'with').map(({ key, peers }) => [key!, peers]);
  const excluding = dependencies.filter(({ rel }) => rel === 'xor').map(({ peers }) => oneOf(peers));
  const apart = dependencies
    .filter(({ rel }) => rel === 'without')
    .flatMap(({ key, peers }) => peers.map((peer) => ({ not: { required: [key!, peer] } })));
  return {
    ...(together.length > 0 ? { dependentRequired: Object.fromEntries(together) } : {}),
    ...(excluding.length + apart.length > 0 ? { allOf: [...excluding, ...apart] } : {}),
  };
}

const oneOf = (names: readonly string[]): Json => ({ oneOf: names.map((name) => ({ required: [name] })) });
