import { dirname } from 'node:path';
import { DRAIN_MS } from '@shop/common/drain';
import { seconds } from '@shop/common/time';
import type { JsonObject } from '@shop/testkit/json';
import { processNames, processOf, shopAddress } from '@shop/topology/processes';
import { expect } from 'chai';
import { composeFile, dotenv, textOf } from './compose.js';
import { objectsIn } from './k8s.js';

const text = textOf('docker-compose.yml');
const example = dotenv(textOf('.env.example'));
const { services, networks, volumes } = composeFile('docker-compose.yml', example);
const secrets = Object.fromEntries(Object.entries(example).filter(([name]) => /(SECRET|PASSWORD)$|^ADMIN/.test(name)));
/** The services with only the required variables in .env. */
const bare = composeFile('docker-compose.yml', secrets).services;

/** Defaults that differ from the example on purpose. */
const SAFER = { NODE_ENV: 'production', SEED_CATALOGUE: 'off' };

describe('docker-compose.yml: values that it repeats', () => {
  it('has the defaults of .env.example, except those that are safer in production', () => {
    const defaults = [...text.matchAll(/(?<!\$)\$\{(\w+):-([^}]+)\}/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]);
    expect(defaults).to.have.length.above(10);
    for (const [name, value] of defaults)
      expect(value, name).to.equal({ ...example, ...SAFER }[name!] || defaultOf(name!));
  });

  for (const name of processNames)
    it(`${name}: has its image, Redis, authentication database and data file`, () => {
      const { folder, redis, database, dataFile } = processOf(name);
      const { image, environment = {}, volumes: mounted = [], networks: joined = [] } = services[name]!;
      expect(image).to.equal(`shop-saga/${folder}:latest`);
      expect(Object.keys(networks)).to.include.members(joined);
      if (redis) expect(new URL(String(environment['REDIS_URL'])).host).to.equal('redis:6379');
      // the image creates its user in the database admin
      if (database) expect(new URL(String(environment['MONGODB_URI'])).search).to.equal('?authSource=admin');
      const mounts = mounted.map((each) => each.split(':'));
      for (const [from = ''] of mounts) if (!/[./]/.test(from)) expect(Object.keys(volumes)).to.include(from);
      if (!dataFile) return;
      const file = String(environment['DATA_FILE']);
      expect(file).to.equal(`/data/${dataFile}`);
      expect(mounts.map(([, to]) => to)).to.include(dirname(file));
    });

  it('mounts a volume for each database and Redis, at the data path of its image', () => {
    const databases = processNames.flatMap((name) => processOf(name).database ?? []);
    for (const [name, path] of [...databases.map((each) => [each, '/data/db']), ['redis', '/data']] as const) {
      const { volumes: mounted } = services[name === 'redis' ? name : `${name}-db`]!;
      expect(mounted).to.deep.equal([`${name}:${path}`]);
      expect(Object.keys(volumes)).to.include(name!);
    }
    const { environment, command = [] } = services['redis']!;
    expect(environment).to.deep.equal({ REDISCLI_AUTH: command[command.indexOf('--requirepass') + 1] });
  });

  it('publishes the ports on which processes listen, and uses them in links for people', () => {
    for (const [name, { ports = [] }] of Object.entries(bare).filter(([each]) => isProcess(each)))
      for (const port of ports)
        if (typeof port !== 'string') expect(port.published, name).to.equal(String(port.target));
    expect(bare['payment-provider']!.environment!['PAGES_URL']).to.equal(
      `http://localhost:${processOf('payment-provider').http}`,
    );
  });

  it('gives processes longer to end than they take at most', () => {
    for (const name of processNames) {
      const [, grace = ''] = /^(\d+)s$/.exec(services[name]!.stop_grace_period ?? '') ?? [];
      expect(seconds(Number(grace)), name).to.be.above(DRAIN_MS);
    }
  });

  it('has the images of MongoDB and Redis that the overlay of one machine has', () => {
    const images = objectsIn('overlays/dev').flatMap(({ spec }) =>
      ((spec?.['template']?.spec.containers ?? []) as JsonObject[]).map(({ image }) => image as string),
    );
    const stores = Object.entries(services).flatMap(([name, { image = '' }]) =>
      /-db$|^redis$/.test(name) ? image : [],
    );
    expect(new Set(images.filter((image) => !image.startsWith('shop-saga/')))).to.deep.equal(new Set(stores));
  });

  it('lets only payment-service, notification-service and alertmanager call other machines', () => {
    const out = Object.entries(services).filter(([, { networks: joined }]) => joined?.includes('egress'));
    expect(out.map(([name]) => name)).to.have.members(['payment-service', 'notification-service', 'alertmanager']);
  });
});

const isProcess = (name: string) => (processNames as readonly string[]).includes(name);

/** The defaults of variables that the example leaves empty: the shop's URL is the gateway's, and alerts go nowhere. */
function defaultOf(name: string): string | undefined {
  if (name === 'SHOP_URL') return shopAddress;
  return { ALERT_WEBHOOK_URL: 'http://127.0.0.1:9/unset' }[name];
}
