import type { AnyJson, JsonObject } from '@shop/testkit/json';
import { schemaBreaks, type Direction } from './schemas.js';

/**
 * The changes from the document `before` to `after` that break a client, one line each: a removed operation, status, response header,
 * property or enum value, a changed type, a request that needs something new (such as a log-in) or that no longer accepts what it did.
 */
export function openApiBreaks(before: JsonObject, after: JsonObject): string[] {
  return Object.entries(before['paths'] as JsonObject).flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject).flatMap(([method, was]) => {
      const is = after['paths'][path]?.[method];
      const where = `${method.toUpperCase()} ${path}`;
      return is ? operationBreaks(where, whole(was, before), whole(is, after)) : [`${where} is gone`];
    }),
  );
}

/** The value with every reference resolved. */
function whole(value: AnyJson, document: JsonObject): AnyJson {
  if (Array.isArray(value)) return value.map((each) => whole(each, document));
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$ref === 'string') {
    const parts = (value.$ref as string).slice(2).split('/');
    return whole(
      parts.reduce((at: AnyJson, part) => at?.[part], document),
      document,
    );
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, whole(member, document)]));
}

function operationBreaks(where: string, was: JsonObject, is: JsonObject): string[] {
  const statuses = Object.entries((was['responses'] ?? {}) as JsonObject).flatMap(([status, response]) => {
    const now = is['responses']?.[status];
    if (!now) return [`${where} no longer answers ${status}`];
    return [
      ...headerBreaks(`${where} ${status}`, response, now),
      ...contentBreaks(`${where} ${status}`, response, now, 'answer'),
    ];
  });
  const parameters = [...(was['parameters'] ?? []), ...(is['parameters'] ?? [])] as JsonObject[];
  const names = new Set(parameters.map((each) => `${each['in']} ${each['name']}`));
  const find = (operation: JsonObject, name: string) =>
    ((operation['parameters'] ?? []) as JsonObject[]).find((each) => `${each['in']} ${each['name']}` === name);
  const asked = [...names].flatMap((name) => {
    const [old, now] = [find(was, name), find(is, name)];
    if (!now) return [`${where}: ${name} is no longer taken`];
    if (!old?.['required'] && now['required']) return [`${where}: ${name} is required now`];
    return old ? schemaBreaks(`${where} ${name}`, old['schema'] ?? {}, now['schema'] ?? {}, 'request') : [];
  });
  const body = was['requestBody']
    ? contentBreaks(`${where} body`, was['requestBody'], is['requestBody'], 'request')
    : [];
  const newBody = !was['requestBody'] && is['requestBody']?.required ? [`${where}: a body is required now`] : [];
  return [...statuses, ...asked, ...body, ...newBody, ...accessBreaks(where, was, is)];
}

/** Breaking changes of the headers of an answer. */
function headerBreaks(where: string, was: JsonObject, is: JsonObject): string[] {
  return Object.entries((was['headers'] ?? {}) as JsonObject).flatMap(([name, header]) => {
    const now = is['headers']?.[name];
    if (!now) return [`${where}: header ${name} is gone`];
    if (header.required && !now.required) return [`${where}: header ${name} may be missing now`];
    return schemaBreaks(`${where} header ${name}`, header.schema ?? {}, now.schema ?? {}, 'answer');
  });
}

/** Breaking changes of security: each scheme that was accepted must still be. Without any scheme an operation is public. */
function accessBreaks(where: string, was: JsonObject, is: JsonObject): string[] {
  const ways = ({ security = [] }: JsonObject) =>
    (security as JsonObject[]).map((way) => Object.keys(way).sort().join(' and '));
  const [old, now] = [ways(was), ways(is)];
  if (old.length === 0) return now.length > 0 ? [`${where}: asks for ${now.join(' or ')} now`] : [];
  // without any scheme it is public, so it accepts every caller as before
  return now.length === 0
    ? []
    : old.filter((way) => !now.includes(way)).map((way) => `${where}: ${way} no longer lets in`);
}

function contentBreaks(where: string, was: JsonObject, is: JsonObject | undefined, of: Direction): string[] {
  return Object.entries((was['content'] ?? {}) as JsonObject).flatMap(([type, { schema = {} }]) => {
    const now = is?.['content']?.[type];
    return now ? schemaBreaks(where, schema, now.schema ?? {}, of) : [`${where}: ${type} is gone`];
  });
}
