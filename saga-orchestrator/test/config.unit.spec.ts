import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { readOrchestratorConfig } from '../dist/config.js';

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
const usual = Object.fromEntries(
  example
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);
const read = (more: Record<string, string>) => readOrchestratorConfig({ ...usual, ...more });
const URLS = 'hotel=http://127.0.0.1:1/a,hotel=http://127.0.0.1:2/a,car=https://car.example/c';

describe('the credentials for configured participants', () => {
  it('are configured for each of them', () => {
    const { PARTICIPANT_URLS, PARTICIPANT_TOKENS } = read({
      PARTICIPANT_URLS: URLS,
      PARTICIPANT_TOKENS: 'hotel=c2VjcmV0LXNlY3JldA==,car=internal',
    });
    expect(PARTICIPANT_URLS['hotel']).to.have.length(2);
    expect(PARTICIPANT_TOKENS).to.deep.equal({ hotel: 'c2VjcmV0LXNlY3JldA==', car: 'internal' });
    expect(read({}).PARTICIPANT_TOKENS).to.deep.equal({});
    expect(read({ PARTICIPANT_URLS: '', PARTICIPANT_TOKENS: '' }).PARTICIPANT_TOKENS).to.deep.equal({});
  });

  for (const [what, tokens] of [
    ['is missing altogether', ''],
    ['is missing for one', 'hotel=none'],
    ['is too short to be a secret', 'hotel=secret,car=none'],
    ['is for somebody else', 'hotel=none,car=none,flight=none'],
    ['is said twice', 'hotel=none,car=none,car=internal'],
    ['has a line break in it', 'hotel=0123456789abcdef\r\nx: y,car=none'],
  ] as const)
    it(`stop the start when the variable ${what}, with no secret in the message`, () => {
      expect(() => read({ PARTICIPANT_URLS: URLS, ...(tokens ? { PARTICIPANT_TOKENS: tokens } : {}) }))
        .to.throw(/PARTICIPANT_TOKENS must say for each of PARTICIPANT_URLS \(hotel, car\)/)
        .and.satisfy(({ message }: Error) => !/0123|secret,/.test(message));
    });

  for (const url of [
    'http://ann:pass0123@hotel',
    'http://hotel/c?token=pass0123',
    'http://hotel/c#pass0123',
    'ftp://hotel',
  ])
    it(`stop the start for the address ${url}, to which no command can be appended`, () =>
      expect(() => read({ PARTICIPANT_URLS: `hotel=${url}`, PARTICIPANT_TOKENS: 'hotel=none' }))
        .to.throw(/PARTICIPANT_URLS must be a comma list .* without user, password, query or fragment/)
        .and.satisfy(({ message }: Error) => !message.includes('pass0123')));

  it('stop the start for an unknown participant', () => {
    expect(() => read({ PARTICIPANT_TOKENS: 'hotel=none' })).to.throw(/PARTICIPANT_TOKENS/);
  });
});
