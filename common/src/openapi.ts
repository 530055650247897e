import type Joi from 'joi';
import type { AnyRoute } from './http-route.js';

type Json = Record<string, unknown>;

/** JSON Schema 2020-12 of what a joi schema takes. */
export function jsonSchema(schema: Joi.Schema): Json {
  const standard = schema as unknown as { '~standard': { jsonSchema: { input(options: { target: string }): Json } } };
  const { $schema: _, ...rest } = standard['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  return rest;
}

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** OpenAPI 3.1 paths of routes, made from the schemas that validate. Internal routes are left out. */
export function openApiOf(routes: readonly AnyRoute[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes.filter((each) => !each.internal)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return { paths };
}

function operation(route: AnyRoute): Json {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = route.query
    ? Object.entries((jsonSchema(route.query)['properties'] ?? {}) as Json).map(([name, schema]) => ({
        name,
        in: 'query',
        schema,
      }))
    : [];
  const key = route.idempotent
    ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 255 } }]
    : [];
  const answers = Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, schema }]) => [
      status,
      { description, ...(schema ? { content: { 'application/json': { schema: jsonSchema(schema) } } } : {}) },
    ]),
  );
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, next: string) => next.toUpperCase())}`,
    summary: route.summary,
    ...(route.tag ? { tags: [route.tag] } : {}),
    security: route.who === 'anyone' ? [] : [{ bearer: [] }],
    ...(inPath.length + query.length + key.length ? { parameters: [...inPath, ...query, ...key] } : {}),
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body) } } } }
      : {}),
    responses: {
      ...answers,
      default: {
        description: `A problem${route.problems?.length ? `, for example ${route.problems.join(', ')}` : ''}`,
        content: problemContent,
      },
    },
  };
}
