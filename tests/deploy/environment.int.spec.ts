import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ConfigError } from '@shop/common/config/config';
import { root } from '@shop/dev/root';
import { programOf } from '@shop/dev/topology';
import { processNames, type ProcessName } from '@shop/topology/processes';
import { expect } from 'chai';
import { badValues } from '../support/bad-environment.js';
import { documentedBy, readConfigOf } from './configs.js';
import { usualStack } from './usual-stack.js';

/** Runs the process in this environment until it exits. */
async function run(name: ProcessName, env: Record<string, string>) {
  const { folder, bundle } = programOf(name);
  const child = spawn(process.execPath, [join(root, folder, bundle)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as unknown, out, errors };
}

describe('a bad environment', () => {
  for (const name of processNames) {
    const good = usualStack[name].env;
    const own = documentedBy(name);

    it(`of ${name} is refused for each variable of its .env.example that is bad, which the error names`, async () => {
      for (const variable of own)
        for (const value of badValues(variable)) {
          const production = variable === 'NODE_ENV' ? {} : { NODE_ENV: 'production' };
          for (const environment of [good, { ...good, ...production }]) {
            const error = await readConfigOf(name, { ...environment, [variable]: value }).catch(
              (thrown: unknown) => thrown,
            );
            expect(error, `${variable}=${value}`).to.have.property('name', 'ConfigError');
            const { problems } = error as ConfigError;
            const named = problems.some((problem) => problem.startsWith(variable));
            expect(named, `${variable}: ${problems.join('; ')}`).to.equal(true);
          }
        }
    });

    it(`of ${name} makes it exit with 78 when HOST is an address of another machine`, async () => {
      const { code, errors } = await run(name, { ...good, HOST: '192.0.2.1' });
      expect(code).to.equal(78);
      expect(errors).to.contain('HOST must be an address of this machine');
    });

    it(`of ${name} makes it exit with 78 and one line that names every bad variable`, async () => {
      const bad = Object.fromEntries(
        own.flatMap((each) =>
          badValues(each)
            .slice(0, 1)
            .map((value) => [each, value]),
        ),
      );
      const { code, out, errors } = await run(name, { ...good, ...bad });
      expect({ code, out, lines: errors.trim().split('\n').length }).to.deep.equal({ code: 78, out: '', lines: 1 });
      for (const variable of Object.keys(bad)) expect(errors).to.contain(variable);
    });
  }
});
