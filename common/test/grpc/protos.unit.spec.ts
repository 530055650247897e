import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

const folder = new URL('../../../protos/shop/v1/', import.meta.url);

/** Every field, method and enum value of a contract, with the comment right above it. */
function documented(file: string): { name: string; type: string; comment: string }[] {
  const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const field = /^\s+(?:repeated )?([\w.]+) (\w+) = \d+;/.exec(line);
    const method = /^\s+rpc (\w+)\(/.exec(line);
    const value = /^\s+([A-Z_]+) = \d+;/.exec(line);
    const [type, name] = field ? [field[1]!, field[2]!] : ['', method?.[1] ?? value?.[1]];
    if (name === undefined) return [];
    const comment: string[] = [];
    for (let at = index - 1; /^\s*\/\//.test(lines[at] ?? ''); at--)
      comment.unshift(lines[at]!.replace(/^\s*\/\/ ?/, ''));
    return [{ name, type, comment: comment.join(' ') }];
  });
}

describe('the gRPC contracts', () => {
  for (const file of readdirSync(folder))
    it(`${file} documents every field and method, with its unit`, () => {
      const all = documented(file);
      expect(all, file).not.to.have.length(0);
      for (const { name, type, comment } of all) {
        expect(comment, `${name} has a comment`).to.match(/\w{2}/);
        if (!/^u?int\d+$/.test(type)) continue;
        if (name.endsWith('_minor')) expect(comment, name).to.match(/minor units/i);
        else if (name.endsWith('_ms')) expect(comment, name).to.match(/milliseconds/i);
        else expect(comment, `${name} says what it counts`).to.match(UNITS);
      }
    });
});

const UNITS = /pieces|how often|how many|position|seq|revision|version|1 to 100/i;
