import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { workspaces } from '@shop/topology/processes';
import { expect } from 'chai';
import { headings, read, root } from './markdown-files.js';

const page = read('docs/troubleshooting.md');

/** The messages that the first column of its tables quotes. */
const quoted = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]*[ _][^`]*)`/g)].map(([, message]) => message!));

/** A message of Node itself. */
const nodes = /listen EADDRINUSE: address already in use [\d.:]+/;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return ['node_modules', 'dist', 'test', 'examples'].includes(entry.name) ? [] : sources(path);
    return /\.(ts|mjs)$/.test(entry.name) ? [read(path)] : [];
  });
}

const all = [...workspaces.filter((each) => each !== 'protos'), 'dev'].flatMap((folder) => sources(folder)).join('\n');

/** Every string of the sources as a pattern, in which interpolations match any text. */
const patterns = [...all.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)]
  .map(([, a, b]) => a ?? b!)
  .map((text) => text.replace(/\\(.)/g, '$1').replaceAll('`', '').replaceAll('{#label}', '${label}'))
  .map((text) => text.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/))
  .filter((parts) => parts.join('').trim().length >= 8)
  .map((parts) => new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+?'), 'g'));

/** 1 when the sources contain every part of a message between its `…` literally, else 0. */
function literally(message: string): number {
  const parts = message.split('…').filter((part) => part.trim().length >= 3);
  return message.includes('…') && parts.every((part) => all.includes(part)) ? 1 : 0;
}

/** The share of a message that strings of the sources cover; `…` stands for an interpolation. */
function covered(message: string): number {
  const said = message.replaceAll('…', 'X');
  const seen = Array.from(said, () => false);
  for (const pattern of [...patterns, new RegExp(nodes, 'g')])
    for (const match of said.matchAll(pattern)) seen.fill(true, match.index, match.index + match[0].length);
  return Math.max(seen.filter(Boolean).length / said.length, literally(message));
}

describe('docs/troubleshooting.md', () => {
  it('begins with the sections Ports, MongoDB, Redis and Environment', () => {
    const points = headings(page).map(({ text }) => text);
    expect(points.slice(1, 5)).to.deep.equal(['Ports', 'MongoDB', 'Redis', 'Environment']);
    expect(quoted).to.have.length.above(20);
  });

  for (const message of quoted)
    it(`quotes a message of the system: ${message}`, () => expect(covered(message)).to.be.above(0.7));

  it('is reported when it quotes a message that does not exist', () => {
    expect(covered('Port 3000, meant for gateway, is occupied: stop what listens there.')).to.be.below(0.7);
    expect(covered('Redis has gone away')).to.be.below(0.7);
  });
});
