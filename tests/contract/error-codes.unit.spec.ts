import { readdirSync, readFileSync } from 'node:fs';
import { root } from '@shop/dev/root';
import { ERROR_CODES, type ErrorCode } from '@shop/protos/error-codes';
import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';

// the engine says its refusals in words of its own, which the orchestrator turns into problems
const folders = ['common', 'packages/saga-engine', ...new Set(processNames.map((name) => processOf(name).folder))].map(
  (name) => `${name}/src`,
);

/** What a process can throw: its sources without the lists that only describe, and without comments. */
const thrown = folders
  .flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `${root}/${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('openapi-problems.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')
  .replace(/problems(?::| =) \[[^\]]*\]/g, '')
  .replace(/\/\*\*.*?\*\//gs, '');

describe('the error codes', () => {
  // that nothing throws another one, the type of Problem holds
  for (const code of Object.keys(ERROR_CODES))
    it(`know no ${code} that nothing throws`, () => expect(thrown).to.include(`'${code}'`));

  it('have the status of the list wherever they are thrown', () => {
    const wrong = [...thrown.matchAll(/new Problem\(\s*(\d+), '(\w+)'/g)].filter(
      ([, status, code]) => ![ERROR_CODES[code as ErrorCode]].flat().includes(Number(status) as never),
    );
    expect(wrong.map(([text]) => text)).to.deep.equal([]);
  });

  it('are made up nowhere, past the type of Problem', () => {
    expect(thrown.match(/Problem\.received\(\d+, '\w+'/g)).to.equal(null);
  });
});
