import { processOf } from '@shop/topology/processes';

/** The parts of JSON Schema that the OpenAPI document uses for bodies. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly format?: string;
}

/** One operation of the REST API, as the OpenAPI document describes it. */
export interface Operation {
  readonly method: string;
  /** With parameters as `{name}`. */
  readonly path: string;
  readonly secured: boolean;
  readonly body?: Schema;
  /** The names of its query parameters. */
  readonly query: readonly string[];
  readonly keyed: boolean;
}

interface Document {
  readonly paths: Record<
    string,
    Record<
      string,
      {
        security?: unknown[];
        parameters?: { name: string; in: string }[];
        requestBody?: { content: Record<string, { schema: Schema }> };
      }
    >
  >;
}

/** The operations of an OpenAPI document that services answer; without those that the gateway answers itself. */
export function operationsOf(document: unknown): Operation[] {
  return Object.entries((document as Document).paths).flatMap(([path, methods]) =>
    /^\/(api|\.well-known)\//.test(path) && !path.endsWith('/events')
      ? Object.entries(methods).map(([method, { security, parameters = [], requestBody }]) => {
          const body = requestBody?.content['application/json']?.schema;
          return {
            method: method.toUpperCase(),
            path,
            secured: (security ?? []).length > 0,
            query: parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name),
            keyed: parameters.some(({ name }) => name === 'Idempotency-Key'),
            ...(body ? { body } : {}),
          };
        })
      : [],
  );
}

/** The services that answer external requests: those that the gateway calls. */
export const services: readonly string[] = [...new Set(processOf('gateway').calls.map(({ to }) => to))];

/** The operations of each service, according to the document at the service's own address. */
export async function operationsByService(
  operations: readonly Operation[],
  urls: Readonly<Record<string, string>>,
  token: string,
): Promise<Readonly<Record<string, readonly Operation[]>>> {
  const entries = services.map(async (name) => {
    const headers = { authorization: `Bearer ${token}` };
    const own = operationsOf(await (await fetch(`${urls[name]}/openapi.json`, { headers })).json());
    const isOwn = (each: Operation) => own.some(({ method, path }) => method === each.method && path === each.path);
    return [name, operations.filter(isOwn)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const SAMPLES: Readonly<Record<string, unknown>> = {
  number: '4242424242424242',
  expiry: '12/40',
  cvv: '123',
  email: 'nobody@example.com',
  currency: 'USD',
};

/** A body that is valid according to a schema. */
export function sampleOf(schema: Schema, name = ''): unknown {
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([property, inner]) => [property, sampleOf(inner, property)]),
      );
    case 'array':
      return [sampleOf(schema.items ?? {}, name)];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    default:
      return SAMPLES[name] ?? 'product-1';
  }
}

/** A place inside a body: its path, and its schema. */
export interface Place {
  readonly way: readonly (string | number)[];
  readonly schema: Schema;
  readonly required: boolean;
}

/** Every place of a schema's sample, except the root. */
export function placesOf(schema: Schema, way: readonly (string | number)[] = []): Place[] {
  if (schema.type === 'array' && schema.items) {
    const first: Place = { way: [...way, 0], schema: schema.items, required: false };
    return [first, ...placesOf(schema.items, first.way)];
  }
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [
    { way: [...way, name], schema: inner, required: schema.required?.includes(name) ?? false },
    ...placesOf(inner, [...way, name]),
  ]);
}
