import type { JsonObject } from '@shop/testkit/json';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';

const HEAD = `// Made by \`npm run generate client\` from the gateway's /openapi.json; do not edit.
/* eslint-disable */`;

/** The types of an OpenAPI document's paths, as openapi-fetch needs them: the source of a module. */
export async function clientTypes(document: JsonObject, file: URL): Promise<string> {
  const paths = members(
    Object.entries(document['paths'] as JsonObject).map(([path, methods]) => [
      path,
      members(Object.entries(methods as JsonObject).map(([method, operation]) => [method, operationOf(operation)])),
    ]),
  );
  const schema = { ...paths, title: 'paths', components: named(document['components']) } as JSONSchema;
  const types = await compile(schema, 'paths', {
    bannerComment: HEAD,
    additionalProperties: false,
    format: false,
    strictIndexSignatures: true,
    ignoreMinAndMaxItems: true,
  });
  // the compiler capitalizes the interface and quotes statuses; openapi-fetch needs `paths` and numbers
  const text = types
    .replace(/export interface Paths\b/, 'export interface paths')
    .replace(/^(\s*)"(\d{3})":/gm, '$1$2:');
  return format(text, { ...(await resolveConfig(file)), parser: 'typescript' });
}

function operationOf({ parameters = [], requestBody, responses }: JsonObject): JsonObject {
  const inPlace = (place: string) => (parameters as JsonObject[]).filter((each) => each['in'] === place);
  const places = ['path', 'query', 'header'].flatMap((place) => {
    const all = inPlace(place);
    if (all.length === 0) return [];
    const required = all.filter((each) => each['required'] === true).map(({ name }) => name as string);
    return [
      [
        place,
        members(
          all.map(({ name, schema }) => [name, schema]),
          required,
        ),
        required.length > 0,
      ] as const,
    ];
  });
  return members([
    [
      'parameters',
      members(
        places.map(([place, schema]) => [place, schema]),
        places.filter(([, , needed]) => needed).map(([place]) => place),
      ),
    ],
    ...(requestBody ? [['requestBody', contentOf(requestBody)] as const] : []),
    [
      'responses',
      members(
        Object.entries(responses as JsonObject).map(([status, response]) => [
          status,
          response.$ref ? response : contentOf(response),
        ]),
      ),
    ],
  ]);
}

const contentOf = ({ content = {} }: JsonObject): JsonObject =>
  members([
    ['content', members(Object.entries(content as JsonObject).map(([type, { schema }]) => [type, simplified(schema)]))],
  ]);

/** Without rules about combinations of members, which the compiler cannot express. */
function simplified({ allOf, ...rest }: JsonObject): JsonObject {
  const schema = Object.fromEntries(Object.entries(rest).filter(([keyword]) => keyword !== 'dependentRequired'));
  const kept = (allOf as JsonObject[] | undefined)?.filter((each) => each['$ref'] || each['properties']);
  return kept?.length ? { ...schema, allOf: kept } : schema;
}

/** The components, each with the name that its type gets. */
function named({ schemas, responses }: JsonObject): JsonObject {
  const titled = (all: JsonObject, change: (value: JsonObject) => JsonObject) =>
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { ...change(value), title: name }]));
  return { schemas: titled(schemas, (schema) => schema), responses: titled(responses, contentOf) };
}

/** The schema of an object with exactly these members, all required by default. */
function members(
  entries: readonly (readonly [string, JsonObject])[],
  required = entries.map(([name]) => name),
): JsonObject {
  return { type: 'object', properties: Object.fromEntries(entries), required, additionalProperties: false };
}
