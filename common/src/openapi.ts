import type { Described } from './http-route.js';
import { jsonSchema } from './json-schema.js';
import { headersOf, problemResponses, problemsOf } from './openapi-problems.js';
import { idSchema } from './validate.js';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 paths of routes, made from the schemas that validate. Internal routes are left out. */
export function openApiOf(routes: readonly Described[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes.filter((each) => !each.internal)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return { paths };
}

const REPLAYED = headersOf({ 'Idempotent-Replayed': '`true` when the call had been answered before' }, false);

function operation(route: Described): Json {
  const answers = Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, schema, type, headers }]) => {
      const content = schema
        ? { 'application/json': { schema: jsonSchema(schema) } }
        : type && { [type]: { schema: { type: 'string' } } };
      const said = { ...headersOf(headers ?? {}, true), ...(route.idempotent ? REPLAYED : {}) };
      return [
        status,
        {
          description,
          ...(Object.keys(said).length > 0 ? { headers: said } : {}),
          ...(content ? { content } : {}),
        },
      ];
    }),
  );
  const parameters = parametersOf(route);
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, next: string) => next.toUpperCase())}`,
    summary: route.summary,
    ...(route.tag ? { tags: [route.tag] } : {}),
    security: route.who === 'anyone' ? [] : [{ bearer: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body) } } } }
      : {}),
    responses: { ...problemResponses(problemsOf(route)), ...answers },
  };
}

function parametersOf(route: Described): Json[] {
  const params = route.params ? (jsonSchema(route.params)['properties'] as Json) : {};
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: params[name!] ?? jsonSchema(idSchema),
  }));
  const { properties = {}, required = [] } = (route.query ? jsonSchema(route.query) : {}) as {
    properties?: Json;
    required?: string[];
  };
  const query = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    ...(required.includes(name) ? { required: true } : {}),
    schema,
  }));
  const headers = {
    ...(route.idempotent ? { 'Idempotency-Key': 'The same key and body are answered the same, once done' } : {}),
    ...route.headers,
  };
  const inHeader = Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string', maxLength: 255 },
  }));
  return [...inPath, ...query, ...inHeader];
}
