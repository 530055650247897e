import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('npm run example:trip -- --once', () => {
  it('books a trip, undoes one, and books one at the second hotel, beside nothing else', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'example:trip', '--', '--once'], {
      cwd: root,
    });
    const told = stdout.split(/^(?=trip-)/m).filter((part) => part.startsWith('trip-'));
    const lines = told.map((part) =>
      part
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    );
    expect(lines.map(([head]) => head?.replace(/^\S+ /, ''))).to.deep.equal([
      '(booked): COMPLETED',
      '(undone: the flight is sold out): COMPENSATED, NO_SEAT',
      '(at the second hotel, without a car): COMPLETED',
    ]);
    expect(lines[0]).to.include.members(['hold-hotel done', 'hold-other-hotel skipped', 'confirm-car done']);
    expect(lines[1]).to.include.members(['hold-hotel undone', 'hold-flight refused', 'hold-car undone']);
    expect(lines[2]).to.include.members(['hold-hotel refused', 'hold-other-hotel done', 'hold-car skipped']);
  }).timeout(120_000);
});
