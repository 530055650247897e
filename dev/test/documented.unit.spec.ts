import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';
import { documentedVariables, pick } from '../dist/environment.js';
import { portsFor } from '../dist/ports.js';
import { root } from '../dist/root.js';
import { shopTopology } from '../dist/topology.js';

describe('the environment that the launcher gives a process', () => {
  const specs = shopTopology({
    ports: portsFor(),
    dataDir: '/data',
    replicas: {},
    env: {},
    secrets: { INTERNAL_TOKEN_SECRET: 'a', JWT_KEY_SECRET: 'b', PROVIDER_WEBHOOK_SECRET: 'c', WEBHOOK_KEY_SECRET: 'd' },
    redisUrl: 'redis://127.0.0.1:3079',
    mongoUri: 'mongodb://127.0.0.1:3027',
  });
  it('is the same for npm start in its folder', () => {
    for (const name of processNames.filter((each) => processOf(each).folder === each)) {
      const { scripts } = JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8')) as { scripts: object };
      expect(scripts, name).to.deep.include({ start: `exec node ../dev/start.mjs service ${name}` });
    }
  });

  it('has no shell between npm and the launcher, which would not forward signals', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const launching = Object.entries(scripts).filter(([, script]) => script.includes('dev/start.mjs'));
    expect(launching.map(([name]) => name)).to.include.members(['start', 'dev', 'dev:infra']);
    for (const [name, script] of launching) expect(script, name).to.match(/^exec node dev\/start\.mjs/);
  });

  const machine = Object.keys(pick(process.env, []));

  for (const name of processNames) {
    it(`is in the .env.example of ${processOf(name).folder}: ${name}`, () => {
      const documented = documentedVariables(join(root, processOf(name).folder)).map((variable) => variable.name);
      const given = Object.keys(specs.find((spec) => spec.name === name)?.env ?? {});
      expect(given.filter((variable) => !machine.includes(variable) && !documented.includes(variable))).to.deep.equal(
        [],
      );
    });
  }
});
