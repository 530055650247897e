import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { expect } from 'chai';
import { ConfigError, readConfig, serviceShape } from '../../dist/config/config.js';
import type { Problem } from '../../dist/errors.js';
import type { GrpcClient } from '../../dist/grpc/client.js';
import { pingGrpc } from '../../dist/grpc/health.js';
import type { GrpcListening } from '../../dist/grpc/server.js';
import { TlsFailures } from '../../dist/grpc/tls-failures.js';
import { readGrpcTls, type GrpcTls } from '../../dist/grpc/tls.js';
import { silentLogger, type Logger } from '../../dist/logging/logger.js';
import { authority, tlsVariables, type CertificateFiles } from '@shop/testkit/authority';
import { freePort } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { startStock, stockClient } from '../support/stock.js';

/** Files of a certificate that was signed by an authority between it and the root; `leaf` is its own part of `cert`. */
function intermediate(folder: string): CertificateFiles & { leaf: string } {
  const at = (file: string) => join(folder, `between-${file}`);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const sign = (request: string, by: string, cert: string, more: string[] = []) =>
    openssl(
      'x509',
      '-req',
      '-in',
      request,
      '-CA',
      `${by}.pem`,
      '-CAkey',
      `${by}.key`,
      '-CAcreateserial',
      '-out',
      cert,
      ...more,
    );
  openssl('req', '-x509', ...newKey, '-keyout', at('root.key'), '-out', at('root.pem'), '-subj', '/CN=root');
  openssl('req', ...newKey, '-keyout', at('middle.key'), '-out', at('middle.csr'), '-subj', '/CN=middle');
  writeFileSync(at('ca.ext'), 'basicConstraints=critical,CA:true\n');
  sign(at('middle.csr'), at('root'), at('middle.pem'), ['-extfile', at('ca.ext')]);
  openssl('req', ...newKey, '-keyout', at('leaf.key'), '-out', at('leaf.csr'), '-subj', '/CN=leaf');
  sign(at('leaf.csr'), at('middle'), at('leaf.pem'));
  const leaf = readFileSync(at('leaf.pem'), 'utf8');
  writeFileSync(at('chain.pem'), leaf + readFileSync(at('middle.pem'), 'utf8'));
  return { ca: at('root.pem'), cert: at('chain.pem'), key: at('leaf.key'), leaf };
}

const secret = 'a-secret-of-at-least-thirty-two-characters';

describe('gRPC with mutual TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-tls-'));
  let ours: GrpcTls;
  let theirs: GrpcTls;
  let wrongName: GrpcTls;
  let server: GrpcListening;
  const clients: { close(): void }[] = [];

  before(async () => {
    const sign = authority(folder, 'ours');
    ours = readGrpcTls(tlsVariables(sign('order-service', 'DNS:order-service,IP:127.0.0.1')))!;
    wrongName = readGrpcTls(tlsVariables(sign('payment-service', 'DNS:payment-service')))!;
    theirs = readGrpcTls(tlsVariables(authority(folder, 'theirs')('thief', 'IP:127.0.0.1')))!;
    server = await listening(ours);
  });
  after(async () => {
    clients.forEach((client) => client.close());
    await server?.close(0);
    rmSync(folder, { recursive: true, force: true });
  });

  const listening = (tls: GrpcTls | undefined) => startStock({}, { tls });
  const clientWith = (tls: GrpcTls | undefined, port = server.port) => {
    const client = stockClient([port], { tls });
    clients.push(client);
    return client;
  };
  const refused = async (client: GrpcClient<StockDefinition>) => {
    const problem = await client.call('Reserve', { orderId: 'a' }, { deadlineMs: 3_000 }).then(
      () => undefined,
      (error: unknown) => error as Problem,
    );
    expect(problem?.status, 'the call must not succeed').to.equal(503);
  };

  it('accepts a caller with a certificate of our authority', async () => {
    const client = clientWith(ours);
    await client.ready(5_000);
    expect(await client.call('Reserve', { orderId: 'a' })).to.deep.equal({});
  });

  it('calls a name at any address that it resolves to, if the certificate there is for that name', async () => {
    const other = await listening(wrongName);
    const byName = (name: string) => {
      const lookup = async () => ['127.0.0.1'];
      const client = stockClient([], { addresses: [`${name}:${other.port}`], tls: ours, lookup });
      clients.push(client);
      return client;
    };
    const named = byName('payment-service');
    await named.ready(5_000);
    expect(await named.call('Reserve', { orderId: 'a' })).to.deep.equal({});
    await refused(byName('order-service'));
    await other.close(0);
  });

  it('refuses plaintext', () => refused(clientWith(undefined)));

  it('refuses a caller without a certificate', async () => {
    await refused(clientWith({ ca: ours.ca, cert: null as never, key: null as never }));
  });

  it('refuses a certificate of another authority', () => refused(clientWith({ ...theirs, ca: ours.ca })));

  it('does not call a server with a certificate of another authority or name, or without TLS', async () => {
    for (const tls of [theirs, wrongName, undefined]) {
      const other = await listening(tls);
      await refused(clientWith(ours, other.port));
      await other.close(0);
    }
  });

  it('warns once an outage, with the reason, of a callee whose certificate is refused', async () => {
    const said: string[] = [];
    const logger = { ...silentLogger(), warn: (message: string) => said.push(message) } as unknown as Logger;
    const watching: GrpcTls = { ...ours, failures: new TlsFailures(logger) };
    const call = (client: GrpcClient<StockDefinition>) =>
      client.call('Reserve', { orderId: 'a' }, { deadlineMs: 3_000 }).catch(() => undefined);
    let other = await listening(wrongName);
    const [address, client] = [`127.0.0.1:${other.port}`, clientWith(watching, other.port)];
    const starts = `TLS with ${address} fails, so that it cannot be called: `;
    for (let n = 0; n < 3; n++) await call(client);
    await call(clientWith(watching, other.port));
    expect(said).to.have.length(1);
    expect(said[0]).to.match(new RegExp(`^${starts}.*does not match certificate's altnames: IP: 127.0.0.1`));

    await other.close(0);
    await call(clientWith(watching, other.port));
    expect(said, 'a callee that is down is none of this').to.have.length(1);

    other = await startStock({}, { tls: ours, port: other.port });
    await until('it is called again', async () => (await call(client)) !== undefined);
    await other.close(0);
    other = await startStock({}, { tls: theirs, port: other.port });
    await until('the next outage is warned of', () => call(client).then(() => said.length === 2));
    expect(said[1]).to.equal(`${starts}self-signed certificate in certificate chain`);
    await other.close(0);
  });

  it('warns of a callee that refuses our certificate, and not of one that is down', async () => {
    const said: string[] = [];
    const logger = { ...silentLogger(), warn: (message: string) => said.push(message) } as unknown as Logger;
    const client = clientWith({ ...theirs, ca: ours.ca, failures: new TlsFailures(logger) });
    const down = clientWith({ ...ours, failures: new TlsFailures(logger) }, await freePort());
    await until('it is warned of', async () => {
      await Promise.all([client, down].map((each) => each.call('Reserve', {}).catch(() => undefined)));
      return said.length > 0;
    });
    expect(said).to.have.length(1);
    expect(said[0]).to.match(
      new RegExp(`^TLS with 127.0.0.1:${server.port} fails, .* our own certificate may be refused`),
    );
  });

  it('checks the health of its own server with any certificate of our authority, even if it does not name this machine', async () => {
    await pingGrpc(server.port, '127.0.0.1', ours);
    const other = await listening(wrongName);
    await pingGrpc(other.port, '127.0.0.1', wrongName);
    await other.close(0);
    const failed = await pingGrpc(server.port).then(
      () => 'it answered',
      () => 'refused',
    );
    expect(failed, 'without a certificate').to.equal('refused');
  });

  const rest = {
    INTERNAL_TOKEN_SECRET: secret,
    MONGODB_URI: 'mongodb://127.0.0.1/x',
    REDIS_URL: 'redis://127.0.0.1:6379',
    JWKS_URLS: 'http://127.0.0.1:1',
  };
  const read = (env: Record<string, string>) => readConfig(serviceShape({ http: 1, grpc: 2 }), { ...rest, ...env });

  it('is configured by all three files or none, and the error names a missing file', () => {
    expect(readGrpcTls(read({}))).to.equal(undefined);
    expect(() => read({ GRPC_TLS_CA_FILE: 'ca.pem' })).to.throw(ConfigError, /GRPC_TLS_CERT_FILE.*GRPC_TLS_KEY_FILE/);
    expect(() => read({ GRPC_TLS_KEY_FILE: 'key.pem' })).to.throw(ConfigError, /needs GRPC_TLS_CA_FILE/);
    const ca = join(folder, 'ours-ca.pem');
    const missing = tlsVariables({ ca, cert: join(folder, 'no.pem'), key: '/no.key' });
    expect(() => read({ ...missing, PORT: 'x' })).to.throw(
      ConfigError,
      /PORT.*GRPC_TLS_CERT_FILE cannot be read.*GRPC_TLS_KEY_FILE cannot be read/s,
    );
    const ours = authority(folder, 'ours')('shop', 'IP:127.0.0.1');
    const others = authority(folder, 'others')('shop', 'IP:127.0.0.1');
    expect(() => read(tlsVariables(ours))).not.to.throw();
    expect(() => read(tlsVariables({ ...ours, key: others.key }))).to.throw(
      ConfigError,
      /GRPC_TLS_CERT_FILE and GRPC_TLS_KEY_FILE do not fit together/,
    );
  });

  it('is not configured with a certificate that no other process will accept', () => {
    const sign = authority(folder, 'mine');
    const mine = sign('shop', 'IP:127.0.0.1');
    const others = authority(folder, 'strange')('shop', 'IP:127.0.0.1');
    expect(() => read(tlsVariables(sign('late', 'IP:127.0.0.1', -1)))).to.throw(
      ConfigError,
      /GRPC_TLS_CERT_FILE is valid from \S+ to \S+ only: /,
    );
    expect(() => read(tlsVariables({ ...mine, ca: others.ca }))).to.throw(
      ConfigError,
      /GRPC_TLS_CERT_FILE is signed by no authority of GRPC_TLS_CA_FILE: /,
    );
  });

  it('is configured with several authorities, while one replaces another, and with certificates in between', () => {
    const mine = authority(folder, 'mine')('shop', 'IP:127.0.0.1');
    const both = join(folder, 'both.pem');
    writeFileSync(
      both,
      ['ours-ca.pem', 'mine-ca.pem'].map((file) => readFileSync(join(folder, file), 'utf8')).join(''),
    );
    expect(() => read(tlsVariables({ ...mine, ca: both }))).not.to.throw();
    const chain = intermediate(folder);
    expect(() => read(tlsVariables(chain))).not.to.throw();
    writeFileSync(chain.cert, chain.leaf);
    expect(() => read(tlsVariables(chain)), 'without the one in between').to.throw(ConfigError, /no authority/);
  });
});
