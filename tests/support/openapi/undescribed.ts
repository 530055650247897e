import { openApiOf } from '@shop/common/http/openapi';
import type { RouteAnswer } from '@shop/common/http/route';
import { skeleton } from '../../../gateway/dist/http/openapi-own.js';
import { Document } from './document.js';

/** Headers that a client acts on. */
const ACTED_ON = ['Location', 'Retry-After', 'WWW-Authenticate', 'Set-Cookie', 'Preference-Applied'];

/** What of an answer its route does not describe, one line each: the status, the code, a header, the type or a member. */
export function undescribed({ route, status, body, headers }: RouteAnswer): string[] {
  const said = openApiOf([route]);
  const schemas = { ...skeleton.components.schemas, ...said.components.schemas };
  const document = new Document({ paths: said.paths, components: { ...skeleton.components, schemas } });
  const sent = new Headers(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])) as [
      string,
      string,
    ][],
  );
  const isJson = (sent.get('content-type') ?? '').includes('json');
  const value = isJson ? (JSON.parse(String(body)) as unknown) : (body ?? '');
  const operation = document.operations[0]!;
  const { code = '' } = (status >= 400 && typeof value === 'object' ? value : {}) as { code?: string };
  const unsaid = ACTED_ON.filter((name) => sent.has(name) && !document.describesHeader(operation, status, name));
  return [
    ...document.wrongAnswer(operation, status, sent, value),
    ...unsaid.map((name) => `${name} is not described`),
  ].map((what) => `${route.method} ${route.path} ${status} ${code}: ${what}`);
}
