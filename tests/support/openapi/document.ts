import type { JsonObject } from '@shop/testkit/json';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export interface Operation {
  readonly operationId: string;
  /** `GET`, `POST`, … */
  readonly method: string;
  readonly path: string;
  readonly who: 'anyone' | 'user';
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query' | 'header' }[];
  readonly takesBody: boolean;
  /** The responses by status. */
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Escapes a part of a JSON pointer. */
const token = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** An OpenAPI document that checks requests and answers. */
export class Document {
  readonly operations: readonly Operation[];
  readonly #document: JsonObject;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: JsonObject) {
    this.#document = document;
    this.#ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
    this.#ajv.addFormat('uri', (text) => URL.canParse(text));
    this.#ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/);
    this.#ajv.addSchema(document, 'document');
    this.operations = Object.entries(document['paths'] as JsonObject).flatMap(([path, methods]) =>
      Object.entries(methods as JsonObject).map(([method, each]) => ({
        operationId: each.operationId,
        method: method.toUpperCase(),
        path,
        who: each.security.length > 0 ? 'user' : 'anyone',
        parameters: each.parameters ?? [],
        takesBody: each.requestBody !== undefined,
        responses: each.responses,
      })),
    );
  }

  /** The errors of a request's body; empty when it is valid. */
  wrongRequest({ method, path }: Operation, body: unknown): string[] {
    const at = ['paths', path, method.toLowerCase(), 'requestBody', 'content', 'application/json', 'schema'];
    return this.#errors(at, body);
  }

  /** The errors of an answer; empty when its status, headers, type and body are valid. */
  wrongAnswer({ method, path }: Operation, status: number, headers: Headers, body: unknown): string[] {
    const said = this.#document['paths'][path][method.toLowerCase()].responses[status] as JsonObject | undefined;
    if (!said) return [`status ${status} is not in the document: ${JSON.stringify(body)}`];
    const reference = (said['$ref'] as string | undefined)?.split('/').slice(1);
    const at = reference ?? ['paths', path, method.toLowerCase(), 'responses', String(status)];
    const { content, headers: documented = {} } = (
      reference ? this.#document['components'].responses[reference.at(-1)!] : said
    ) as JsonObject;
    const missing = Object.entries(documented as JsonObject).filter(
      ([name, { required }]) => required && !headers.has(name),
    );
    if (missing.length > 0) return missing.map(([name]) => `${status} is without ${name}`);
    if (!content) return body === '' ? [] : [`${status} has a body: ${JSON.stringify(body)}`];
    const plain = (headers.get('content-type') ?? '').split(';')[0]!;
    if (!content[plain]) return [`${status} is ${plain}, and the document says ${Object.keys(content).join()}`];
    return this.#errors([...at, 'content', plain, 'schema'], body);
  }

  /**
   * The errors of server-sent events; empty when the `data` of each is what the description of the stream names: a schema of the document, or
   * one whose members it lists, such as `{seq, step?}`.
   */
  wrongEvents({ responses }: Operation, text: string): string[] {
    const { description } = responses[200] as { description: string };
    const events = [...text.matchAll(/^data: ?(.*)$/gm)].map(([, data]) => JSON.parse(data!) as JsonObject);
    const listed = /\{([^}]+)\}/.exec(description)?.[1]?.split(', ');
    if (!listed) {
      const name = /`data` an? (\w+)/.exec(description)?.[1] ?? 'nothing';
      return events.flatMap((event) => this.#errors(['components', 'schemas', name], event));
    }
    const names = listed.map((each) => each.replace('?', ''));
    const needed = listed.filter((each) => !each.endsWith('?'));
    return events.flatMap((event) => [
      ...Object.keys(event).filter((name) => !names.includes(name)),
      ...needed.filter((name) => !(name in event)),
    ]);
  }

  /** Whether answers with this status are described as having this header. */
  describesHeader({ responses }: Operation, status: number, name: string): boolean {
    const said = responses[status] as JsonObject | undefined;
    const reference = (said?.['$ref'] as string | undefined)?.split('/').at(-1);
    const { headers = {} } = ((reference ? this.#document['components'].responses[reference] : said) ??
      {}) as JsonObject;
    return name in headers;
  }

  #errors(at: readonly string[], value: unknown): string[] {
    const pointer = `document#/${at.map((part) => encodeURIComponent(token(part))).join('/')}`;
    const check = this.#compiled.get(pointer) ?? this.#ajv.compile({ $ref: pointer });
    this.#compiled.set(pointer, check);
    if (check(value)) return [];
    return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`);
  }
}
