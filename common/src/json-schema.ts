import type Joi from 'joi';

type Json = Record<string, unknown>;

interface Dependency {
  readonly rel: string;
  readonly key?: string;
  readonly peers: readonly string[];
}

/** JSON Schema 2020-12 of what a joi schema takes. */
export function jsonSchema(schema: Joi.Schema): Json {
  const standard = schema as unknown as { '~standard': { jsonSchema: { input(options: { target: string }): Json } } };
  const { $schema: _, ...rest } = standard['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  return { ...rest, ...dependenciesOf(schema) };
}

/** What joi leaves out of its JSON Schema: which members go together and which exclude each other. */
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
