import type { Described } from './route.js';
import { jsonSchema, nameOf } from './json-schema.js';
import { KEY_LENGTH } from './idempotency-key.js';
import { headersOf, problemResponses, problemsOf } from './openapi-problems.js';
import { idSchema } from '../validation/validate.js';

type Json = Record<string, unknown>;

/** The OpenAPI description of a process's routes: the paths, and the named schemas that they refer to. */
export interface Said {
  readonly paths: Record<string, Record<string, Json>>;
  readonly components: { readonly schemas: Json };
}

/** OpenAPI 3.1 paths of routes, made from the schemas that validate. Internal routes are left out. */
export function openApiOf(all: readonly Described[]): Said {
  const routes = all.filter((each) => !each.internal);
  const schemas = namedOf(routes);
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [JSON.stringify(schema), name]));
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const { responses, ...rest } = operation(route);
    (paths[path] ??= {})[route.method.toLowerCase()] = { ...rest, responses: byName(responses, names) };
  }
  return {
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, within(schema, names)])),
    },
  };
}

/** The schemas of answers that have a name. Throws when two of one name differ. */
function namedOf(routes: readonly Described[]): Record<string, Json> {
  const schemas: Record<string, Json> = {};
  for (const { answers } of routes)
    for (const { schema } of Object.values(answers)) {
      const name = schema && nameOf(schema);
      if (!name) continue;
      const json = jsonSchema(schema);
      if (schemas[name] && JSON.stringify(schemas[name]) !== JSON.stringify(json))
        throw new Error(`Two schemas are named ${name}: give one of them another name.`);
      schemas[name] = json;
    }
  return schemas;
}

/** Replaces each named schema by a reference, also inside another schema, where joi does not keep the name. */
function byName(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const name = names.get(JSON.stringify(value));
  return name ? { $ref: `#/components/schemas/${name}` } : within(value, names);
}

const within = (value: object, names: ReadonlyMap<string, string>): unknown =>
  Array.isArray(value)
    ? value.map((each) => byName(each, names))
    : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, byName(each, names)]));

const REPLAYED = headersOf({ 'Idempotent-Replayed': '`true` when the call had been answered before' }, false);

function operation(route: Described): Json {
  const answers = Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, schema, type, headers, optionalHeaders }]) => {
      const content = schema
        ? { 'application/json': { schema: jsonSchema(schema) } }
        : type && { [type]: { schema: { type: 'string' } } };
      const said = {
        ...headersOf(headers ?? {}, true),
        ...headersOf(optionalHeaders ?? {}, false),
        ...(route.idempotent ? REPLAYED : {}),
      };
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
    schema: { type: 'string', ...(name === 'Idempotency-Key' ? { minLength: 1 } : {}), maxLength: KEY_LENGTH },
  }));
  return [...inPath, ...query, ...inHeader];
}
