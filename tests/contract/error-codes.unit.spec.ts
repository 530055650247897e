import { readdirSync, readFileSync } from 'node:fs';
import { root } from '@shop/dev/root';
import { CANCEL_REASONS } from '@shop/protos/contract';
import { ERROR_CODES, type ErrorCode } from '@shop/protos/error-codes';
import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';

// the engine has its own error names, which the orchestrator maps to problems
const folders = ['common', 'packages/saga-engine', ...new Set(processNames.map((name) => processOf(name).folder))].map(
  (name) => `${name}/src`,
);

/** The sources of all processes, without comments and without the lists of problems that only document. */
const thrown = folders
  .flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `${root}/${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('openapi-problems.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')
  .replace(/problems(?::| =) \[[^\]]*\]/g, '')
  .replace(/\/\*\*.*?\*\//gs, '');

/** The scripts of the pages, which no compiler checks. */
const pages = readdirSync(`${root}/gateway/pages`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.js'))
  .map((file) => readFileSync(`${root}/gateway/pages/${file}`, 'utf8'))
  .join('\n');
/** What a text compares with the code of a problem, or with the reason of a saga that comes from one. */
const compared = (text: string): string[] =>
  [...text.matchAll(/\b(?:code|reason|problem) (?:===|!==) '([A-Z]+_[A-Z_]+)'/g)].map(([, code]) => code!);
/** Codes of libraries, not of problems. */
const isForeign = (code: string) => code.startsWith('UND_ERR_');

describe('the error codes', () => {
  // the type of Problem already prevents codes that are not in the list
  for (const code of Object.keys(ERROR_CODES))
    it(`include ${code}, which is thrown somewhere`, () => expect(thrown).to.include(`'${code}'`));

  it('are thrown only with the status of the list', () => {
    const found = [...thrown.matchAll(/new Problem\(\s*(\d+), '(\w+)'/g)];
    expect(found.length, 'problems in the sources').to.be.greaterThan(0);
    const wrong = found.filter(
      ([, status, code]) => ![ERROR_CODES[code as ErrorCode]].flat().includes(Number(status) as never),
    );
    expect(wrong.map(([text]) => text)).to.deep.equal([]);
  });

  it('include every code that something is compared with: the type of Problem does not reach pages and reasons', () => {
    const known = [...Object.keys(ERROR_CODES), ...CANCEL_REASONS];
    const found = compared(thrown + pages);
    expect(found).to.include.members(['WOULD_BREAK_CONSERVATION', 'PAYMENT_METHOD_NOT_FOUND', 'ORDER_NOT_PAYABLE']);
    expect(found.filter((code) => !isForeign(code) && !known.includes(code))).to.deep.equal([]);
  });

  it('are never written literally in Problem.received, which has no type check', () => {
    expect(thrown).to.match(/Problem\.received\(\d+, \w/);
    expect(thrown.match(/Problem\.received\(\d+, '\w+'/g)).to.equal(null);
  });
});
