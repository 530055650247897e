import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { shopDocument } from '../contract/document.js';
import { Document, type Operation } from '../support/openapi/document.js';
import type { Example, ExampleContext } from '../support/openapi/example.js';
import { examples } from '../support/openapi/examples.js';
import { sharedShop } from '../support/shared-shop.js';

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: unknown;
  readonly headers: Headers;
}

describe('the OpenAPI document', () => {
  let context: ExampleContext;
  let document: Document;
  let served: Record<string, unknown>;
  before(async () => {
    const shop = await sharedShop();
    const [user, admin] = await Promise.all([shop.register(), shop.admin()]);
    await admin.call('POST', '/api/products/product-1/restock', { quantity: 100_000 });
    context = { shop, user, admin };
    served = (await shop.call('GET', '/openapi.json')).body;
    document = new Document(served);
  });

  /** Makes a call, and fails unless the document describes the answer. */
  const call = async (
    operation: Operation,
    { params = {}, body, headers = {} }: Partial<Example>,
    token?: string,
    query = '',
  ): Promise<Answer> => {
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? `no-${name}`);
    const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const answer = await fetch(context.shop.url + path + query, {
      method: operation.method,
      headers: {
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    const value = type.includes('json') ? (JSON.parse(text) as { code?: string }) : text;
    const wrong = document.wrongAnswer(operation, answer.status, answer.headers, value);
    expect(wrong, `${operation.method} ${path}${query} answered ${answer.status} ${text.slice(0, 500)}`).to.deep.equal(
      [],
    );
    if (type.startsWith('text/event-stream')) {
      expect(text).to.match(/^data:/m);
      expect(document.wrongEvents(operation, text), text).to.deep.equal([]);
    }
    expect(answer.headers.get('x-request-id')).to.match(/\S/);
    const code = typeof value === 'object' && answer.status >= 400 ? value.code : undefined;
    return { status: answer.status, code, body: value, headers: answer.headers };
  };
  const outcome = ({ status, code }: Answer): [number, string | undefined] => [status, code];
  const operationOf = (id: string): Operation => {
    const found = document.operations.find(({ operationId }) => operationId === id);
    if (!found) throw new Error(`there is an example of ${id}, but no such operation`);
    return found;
  };
  const isAdmins = ({ responses }: Operation) => JSON.stringify(responses['403'] ?? '').includes('FORBIDDEN');

  it('has unique operation ids, each with an example in tests/support/openapi', () => {
    const ids = document.operations.map(({ operationId }) => operationId);
    expect(ids.toSorted()).to.deep.equal(Object.keys(examples).toSorted());
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('is that of the sources, which is compared with the last release and the typed client', async () => {
    expect(served).to.deep.equal(JSON.parse(JSON.stringify(await shopDocument())));
  });

  for (const [id, example] of Object.entries(examples))
    it(`describes the answers of ${id}: to valid, unauthorized and invalid requests`, async () => {
      const operation = operationOf(id);
      const { admin, user } = context;
      const made = await example(context);
      const token = isAdmins(operation) ? admin.token : (made.as ?? user).token;
      await anonymousAndUsers(operation, made);
      await invalidRequests(operation, made, token);
      if (operation.parameters.some(({ name }) => name === 'Idempotency-Key'))
        await repetitions(operation, made, token);
      else expect((await call(operation, made, token)).status).to.equal(made.status);
      if (operation.who === 'anyone')
        expect((await call(operation, await example(context))).status).to.equal(made.status);
      else await call(operation, await example(context), admin.token);
    });

  const anonymousAndUsers = async (operation: Operation, made: Example) => {
    if (operation.who === 'anyone') return;
    expect(outcome(await call(operation, made))).to.deep.equal([401, 'UNAUTHENTICATED']);
    expect(outcome(await call(operation, made, 'nonsense'))).to.deep.equal([401, 'UNAUTHENTICATED']);
    if (!isAdmins(operation)) return;
    expect(outcome(await call(operation, made, context.user.token))).to.deep.equal([403, 'FORBIDDEN']);
  };

  const invalidRequests = async (operation: Operation, made: Example, token: string) => {
    const refused = async (changed: Partial<Example>, query = '') =>
      outcome(await call(operation, { ...made, ...changed }, token, query));
    if (operation.takesBody) {
      expect(document.wrongRequest(operation, made.body)).to.deep.equal([]);
      const withUnknown = { ...(made.body as object), unknown: 1 };
      expect(document.wrongRequest(operation, withUnknown)).not.to.deep.equal([]);
      expect(await refused({ body: withUnknown })).to.deep.equal([422, 'VALIDATION_FAILED']);
      expect(await refused({ body: '{' })).to.deep.equal([400, 'MALFORMED_JSON']);
      expect(await refused({ body: ' '.repeat(1_100_000) })).to.deep.equal([413, 'BODY_TOO_LARGE']);
      const headers = { 'content-type': 'text/plain' };
      expect(await refused({ headers })).to.deep.equal([415, 'UNSUPPORTED_MEDIA_TYPE']);
    }
    if (operation.path.includes('{id}')) {
      if ('404' in operation.responses) expect((await refused({ params: { id: 'nothing' } }))[0]).to.equal(404);
      expect(await refused({ params: { id: 'a%20b' } })).to.deep.equal([422, 'VALIDATION_FAILED']);
    }
    const isList = operation.parameters.some(({ name }) => name === 'limit');
    for (const query of isList ? ['?limit=0', '?limit=101', '?limit=x', '?cursor=!', '?unknown=1'] : [])
      expect(await refused({}, query), query).to.deep.equal([422, 'VALIDATION_FAILED']);
  };

  const repetitions = async (operation: Operation, made: Example, token: string) => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await call(operation, { ...made, headers }, token);
    const again = await call(operation, { ...made, headers }, token);
    expect(first.status).to.equal(made.status);
    expect([again.status, again.body]).to.deep.equal([first.status, first.body]);
    expect([first, again].map((each) => each.headers.get('idempotent-replayed'))).to.deep.equal([null, 'true']);
    if (made.other === undefined) return;
    const other = await call(operation, { ...made, headers, body: made.other }, token);
    expect(outcome(other)).to.deep.equal([422, 'IDEMPOTENCY_KEY_REUSED']);
  };
});
