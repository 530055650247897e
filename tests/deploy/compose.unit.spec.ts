import { join } from 'node:path';
import { portsFor } from '@shop/dev/ports';
import { root } from '@shop/dev/root';
import { programOf } from '@shop/dev/topology';
import { processNames, type ProcessName } from '@shop/topology/processes';
import { expect } from 'chai';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { composeFile, dotenv, textOf, variablesAskedFor, type ComposeFile, type ComposeService } from './compose.js';
import { documentedBy, readConfigOf } from './configs.js';
import { usualStack } from './usual-stack.js';

const example = dotenv(textOf('.env.example'));
const compose = composeFile('docker-compose.yml', example);
const lite = composeFile('deploy/compose.lite.yml', example);
const ports = portsFor();
const service = (name: string): ComposeService => {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no ${name}`);
  return found;
};
const environmentOf = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(service(name).environment ?? {}).map(([key, value]) => [key, String(value)]));
const everyday = Object.entries(compose.services).filter(([, { profiles }]) => !profiles);
/** An address of the topology, with the host name of the container. */
const amongContainers = (address: string): string =>
  address.replace(/127\.0\.0\.1:(\d+)/g, (_, port) => {
    const owner = processNames.find((name) => Object.values(ports.of(name)).includes(Number(port)));
    return `${owner}:${port}`;
  });

/** Variables of a .env.example that compose does not pass on, with the reason. */
const notPassed: Record<string, string> = {
  HTTP_REDIRECT_PORT: 'needs a published port of its own: a matter for an override file',
  HTTPS_PORT: 'the published port: a matter for the same override file',
};
/** Replaces the address of a payment provider: for tests. */
const isForTests = (variable: string) => variable.endsWith('_API_BASE');

describe('docker-compose.yml', () => {
  it('passes dclint, as does deploy/compose.lite.yml', () => {
    const { rules } = JSON.parse(textOf('deploy/.dclintrc.json')) as { rules: Record<string, 0> };
    const linter = new DCLinter({ rules, quiet: true, debug: false, exclude: [] });
    const files = ['docker-compose.yml', 'deploy/compose.lite.yml'].map((file) => join(root, file));
    // the types of dclint do not resolve under NodeNext
    const results = linter.lintFiles(files, false) as { messages: { line: number; rule: string; message: string }[] }[];
    const found = results.flatMap(({ messages }) => messages);
    expect(found.map(({ line, rule, message }) => `${line} ${rule} ${message}`)).to.deep.equal([]);
  });

  it('runs every process of the topology, and a separate database for each that owns data', () => {
    expect(compose.services).to.include.keys(...processNames);
    for (const name of processNames) {
      const uri = usualStack[name].env['MONGODB_URI'];
      const database = uri && new URL(uri).pathname;
      const here = environmentOf(name)['MONGODB_URI'];
      expect(here && new URL(here).pathname, name).to.equal(database);
      if (database) expect(new URL(here ?? '').hostname).to.equal(`${database.slice(1)}-db`);
    }
  });

  for (const name of processNames)
    describe(name, () => {
      it('listens on the ports of the topology', () => {
        const { rest, grpc } = ports.of(name);
        expect(environmentOf(name)['PORT']).to.equal(String(rest));
        expect(environmentOf(name)['GRPC_PORT']).to.equal(grpc === undefined ? undefined : String(grpc));
      });

      it('gets the addresses of the topology, by host name', () => {
        const wanted = Object.entries(usualStack[name].env).filter(
          ([key]) => /_URLS?$/.test(key) && key !== 'REDIS_URL',
        );
        for (const [key, value] of wanted) expect(environmentOf(name)[key], key).to.equal(amongContainers(value));
      });

      it('gets only variables that its .env.example names', () => {
        expect(documentedBy(name)).to.include.members(Object.keys(environmentOf(name)));
      });

      it('gets every variable that its .env.example names, except the listed ones', () => {
        const source = parse(textOf('docker-compose.yml'), { merge: true, logLevel: 'error' }) as ComposeFile;
        const passed = Object.keys(source.services[name]?.environment ?? {});
        const missing = documentedBy(name).filter(
          (variable) => !passed.includes(variable) && !(variable in notPassed) && !isForTests(variable),
        );
        expect(missing).to.deep.equal([]);
      });

      it('accepts the environment of .env.example in its config reader', async () => {
        const config = await readConfigOf(name, environmentOf(name));
        expect(config).to.include({ NODE_ENV: 'development', HOST: '0.0.0.0', PORT: ports.of(name).rest });
      });

      it('refuses the example’s secrets in production', async () => {
        const failure = await readConfigOf(name, { ...environmentOf(name), NODE_ENV: 'production' }).catch(String);
        expect(failure).to.be.a('string').that.contains('INTERNAL_TOKEN_SECRET');
      });

      it('is built from its folder and runs its bundle, with an init process and a read-only file system', () => {
        const { build, command, init, read_only } = service(name);
        expect(build).to.deep.include({ dockerfile: 'deploy/Dockerfile', args: { SERVICE: programOf(name).folder } });
        const entry = command?.at(-1) ?? /^CMD \["node", "(.*)"\]$/m.exec(textOf('deploy/Dockerfile'))?.[1];
        expect(entry).to.equal(programOf(name).bundle);
        expect({ init, read_only }).to.deep.equal({ init: true, read_only: true });
      });

      it('is healthy when /health/ready succeeds', () => {
        expect(service(name).healthcheck?.test.join(' ')).to.contain('process.env.PORT, path: "/health/ready"');
      });
    });

  it('checks health on paths that processes serve', () => {
    const asked = [textOf('docker-compose.yml'), textOf('deploy/Dockerfile')].flatMap(
      (text) => text.match(/\/health\/\w+/g) ?? [],
    );
    const answered = [...textOf('common/src/http/health.ts').matchAll(/'(\/health\/\w+)':/g)].map(([, path]) => path);
    expect(asked).to.have.length.above(1);
    expect(answered).to.include.members(asked);
  });

  it('reads exactly the variables of .env.example', () => {
    const asked = variablesAskedFor(textOf('docker-compose.yml'));
    expect(Object.keys(example).toSorted()).to.deep.equal(asked.toSorted());
    expect(asked).to.include.members(variablesAskedFor(textOf('deploy/compose.lite.yml')));
  });

  it('fails without any one of its secrets', () => {
    for (const name of Object.keys(example).filter((key) => /SECRET$|PASSWORD$/.test(key)))
      expect(() => composeFile('docker-compose.yml', { ...example, [name]: '' }), name).to.throw(name);
  });

  it('runs in production mode unless .env says otherwise', () => {
    const { NODE_ENV: _, ...rest } = example;
    const gateway = composeFile('docker-compose.yml', rest).services['gateway'];
    expect(gateway?.environment).to.include({ NODE_ENV: 'production', FAULT_INJECTION: 'off' });
  });

  it('publishes only the gateway’s port to other machines; the simulated provider’s and the profiles’ only on loopback', () => {
    expect(everyday.filter(([, { ports }]) => ports).map(([name]) => name)).to.deep.equal([
      'gateway',
      'payment-provider',
    ]);
    expect(service('payment-provider').ports).to.deep.equal([
      { target: 3005, published: '3005', host_ip: '127.0.0.1' },
    ]);
    expect(service('gateway').ports).to.deep.equal([{ target: 3000, published: '3000', host_ip: '0.0.0.0' }]);
    const others = Object.values(compose.services)
      .filter(({ profiles }) => profiles)
      .flatMap(({ ports }) => ports ?? []);
    for (const port of others) expect(port).to.match(/^127\.0\.0\.1:/);
  });

  it('puts each database on a network with its own service only, and only the gateway and the simulated provider on the edge', () => {
    for (const [name] of everyday.filter(([each]) => each.endsWith('-db'))) {
      const [network = '', ...more] = service(name).networks ?? [];
      const sharing = everyday.filter(([, { networks }]) => networks?.includes(network)).map(([each]) => each);
      expect(more).to.deep.equal([]);
      expect(sharing).to.have.lengthOf(2);
    }
    expect(everyday.filter(([, { networks }]) => networks?.includes('edge')).map(([name]) => name)).to.deep.equal([
      'gateway',
      'payment-provider',
    ]);
    for (const [name, network] of Object.entries(compose.networks))
      expect(network?.internal ?? false, name).to.equal(!['edge', 'egress'].includes(name));
  });

  it('restarts every service, limits its resources, and starts it only when its dependencies are healthy', () => {
    for (const [name, { restart, deploy, depends_on, healthcheck }] of everyday) {
      expect(restart, name).to.equal('unless-stopped');
      expect(deploy?.resources?.limits, name).to.include.keys('cpus', 'memory');
      expect(healthcheck?.test, name).to.have.length.above(1);
      for (const [on, { condition }] of Object.entries(depends_on ?? {}) as [string, { condition: string }][])
        expect(condition, `${name} on ${on}`).to.equal('service_healthy');
    }
  });

  it('gives no container capabilities or new privileges, and only those of observability a writable file system', () => {
    for (const [name, { cap_drop, cap_add, security_opt, read_only, profiles }] of Object.entries(compose.services)) {
      expect({ cap_drop, cap_add, security_opt }, name).to.deep.equal({
        cap_drop: ['ALL'],
        cap_add: undefined,
        security_opt: ['no-new-privileges:true'],
      });
      if (!profiles?.includes('observability')) expect(read_only, name).to.equal(true);
    }
    for (const [name, { image = '', user }] of everyday)
      if (!image.startsWith('shop-saga/')) expect(user, name).to.match(/^(redis|mongodb)$/);
    for (const { user } of Object.values(lite.services)) expect(user).to.equal('1000:1000');
  });

  it('sends traces to its own Jaeger when .env says so, over a network that they share', () => {
    const { hostname, port } = new URL(example['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '');
    expect([hostname, port]).to.deep.equal(['jaeger', '4318']);
    for (const name of processNames) {
      expect(environmentOf(name)).to.include({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger:4318' });
      expect(service('jaeger').networks?.filter((each) => service(name).networks?.includes(each))).to.include('back');
    }
  });

  it('fixes no container names, so that services can be scaled', () => {
    for (const [name, { container_name }] of Object.entries(compose.services))
      expect(container_name, name).to.equal(undefined);
  });

  it('configures Redis as BullMQ needs it: append-only file, no eviction, a password', () => {
    const command = service('redis').command?.join(' ');
    expect(command)
      .to.contain('--appendonly yes')
      .and.to.contain('--maxmemory-policy noeviction')
      .and.to.contain('--requirepass');
  });
});

describe('deploy/compose.lite.yml', () => {
  it('replaces each MongoDB, with the credentials of the URIs and separate volumes', () => {
    const databases = Object.keys(compose.services).filter((name) => name.endsWith('-db'));
    expect(Object.keys(lite.services)).to.have.members(databases);
    for (const name of databases) {
      const owner = processNames.find((each: ProcessName) => environmentOf(each)['MONGODB_URI']?.includes(`@${name}:`));
      const { username, password, port } = new URL(environmentOf(owner ?? '')['MONGODB_URI'] ?? '');
      const { command = [], healthcheck } = lite.services[name]!;
      expect(command[command.indexOf('--port') + 1]).to.equal(port);
      expect(JSON.stringify(healthcheck)).to.contain(`connect(${port},`);
      expect(lite.services[name]?.environment).to.deep.equal({
        MONGO_LITE_USER: username,
        MONGO_LITE_PASSWORD: password,
      });
      expect(service(name).environment).to.include({
        MONGO_INITDB_ROOT_USERNAME: username,
        MONGO_INITDB_ROOT_PASSWORD: password,
      });
      const [volume = ''] = lite.services[name]?.volumes ?? [];
      expect(lite.volumes).to.include.keys(volume.split(':')[0] ?? '');
      expect(compose.volumes).not.to.have.any.keys(volume.split(':')[0] ?? '');
    }
  });
});
