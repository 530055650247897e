import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { ACCOUNTS } from '@shop/protos/system';
import { SESSION_HEADER } from '../../dist/auth/callers.js';
import { INTERNAL_CHALLENGE } from '../../dist/auth/internal-challenge.js';
import { InternalTokens, INTERNAL_HEADER } from '../../dist/auth/internal-tokens.js';
import { bearerTokens } from '../../dist/auth/bearer-tokens.js';
import type { Problem } from '../../dist/errors.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256', use: 'sig' }] };
const SECRET = 'a'.repeat(40);
const tokenOf = (claims: object) => {
  const { algorithm, issuer, audience } = ACCOUNTS;
  const expiresIn = 900;
  return jwt.sign(claims, privateKey, { algorithm, keyid: 'k', subject: 'ann', issuer, audience, expiresIn });
};

describe('a bearer token at a service’s own port', () => {
  const servers: Server[] = [];
  let asked = 0;
  let answer: RequestListener;
  let url: string;
  before(async () => {
    const server = createServer((request, response) => {
      if (request.url === '/.well-known/jwks.json') return void response.end(JSON.stringify(jwks));
      asked++;
      new InternalTokens('user-service', SECRET).verify(String(request.headers[INTERNAL_HEADER]));
      expect(request.headers[SESSION_HEADER]).to.be.a('string');
      answer(request, response);
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => servers.forEach((server) => (server.closeAllConnections(), server.close())));
  beforeEach(() => (asked = 0));

  const says =
    (status: number, body: object = {}, headers: Record<string, string> = {}): RequestListener =>
    (_request, response) =>
      void response.writeHead(status, headers).end(JSON.stringify(body));
  const tokens = (...urls: string[]) =>
    bearerTokens(urls.length > 0 ? urls : [url], new InternalTokens('orders', SECRET));
  const outcome = (identified: Promise<object>) => identified.catch(({ status }: Problem) => status);
  const customer = tokenOf({ role: 'user' });
  const administrator = tokenOf({ role: 'admin' });

  it('is refused if it belongs to a session of the pages, even if the gateway accepts it', async () => {
    answer = says(200, { userId: 'ann', role: 'admin' });
    for (const changing of [false, true])
      expect(await outcome(tokens().identify(tokenOf({ role: 'admin', sid: 's' }), changing))).to.equal(401);
    expect(asked).to.equal(0);
  });

  it('of a user is verified remotely for each change, and at most every five seconds for reads', async () => {
    answer = says(200, { userId: 'ann', role: 'user' });
    const bearer = tokens();
    for (const changing of [false, false, true, true])
      expect(await bearer.identify(customer, changing)).to.deep.equal({ userId: 'ann', role: 'user' });
    expect(asked).to.equal(3);
  });

  it('of a demoted administrator gets the current role, and is verified remotely at most every five seconds for reads', async () => {
    answer = says(200, { userId: 'ann', role: 'user' });
    const bearer = tokens();
    for (const changing of [false, false, true])
      expect(await bearer.identify(administrator, changing)).to.deep.equal({ userId: 'ann', role: 'user' });
    expect(asked).to.equal(2);
  });

  it('is refused once its account is disabled or its session has ended', async () => {
    for (const status of [401, 403]) {
      answer = says(status, { code: 'X' });
      for (const token of [customer, administrator])
        for (const changing of [false, true]) expect(await outcome(tokens().identify(token, changing))).to.equal(401);
    }
  });

  it('is answered with 503 while user-service fails, is silent or does not trust this process', async () => {
    const unable = [
      says(500),
      says(503),
      says(200, {}),
      says(404),
      says(302, {}, { location: url }),
      says(401, {}, { 'www-authenticate': INTERNAL_CHALLENGE }),
      (_request, response) => void response.end('<html>'),
      (request) => void request.socket.destroy(),
      () => undefined,
    ] as RequestListener[];
    for (const each of unable) {
      answer = each;
      expect(await outcome(tokens().identify(administrator, true)), String(each)).to.equal(503);
    }
  });

  it('is verified by another replica when one is gone', async () => {
    answer = says(200, { userId: 'ann', role: 'admin' });
    expect(await tokens('http://127.0.0.1:1', url).identify(administrator, true)).to.include({ role: 'admin' });
  });
});
