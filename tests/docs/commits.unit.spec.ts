import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { root } from './markdown-files.js';

/** The rules apply to commits after this one. */
const SINCE = '7cd02234f79def9e0fd7afd8e781cfa2a5abbaa3';
const LONGEST = 72;
/** Imperatives that look like another form of a verb. */
const IMPERATIVES = new Set(['Bring', 'Embed', 'Feed', 'Need', 'Seed', 'Shed', 'Speed', 'Spring', 'String']);

/** What is wrong with the subject of a commit; undefined when it keeps the rules. */
function wrong(subject: string): string | undefined {
  if (/^(Merge|Revert) /.test(subject)) return undefined;
  const [first = ''] = subject.split(' ');
  if (subject.length > LONGEST) return `${subject.length} characters, at most ${LONGEST}: ${subject}`;
  if (!/^[A-Z][a-z-]+$/.test(first)) return `begins with no verb: ${subject}`;
  if (/(?:ed|ing)$/.test(first) && !IMPERATIVES.has(first)) return `is not imperative ("Add", not "Added"): ${subject}`;
  return subject.endsWith('.') ? `ends with a full stop: ${subject}` : undefined;
}

describe('subjects of commits', () => {
  it('are imperative, at most 72 characters, and without a full stop', function () {
    const { status, stdout } = spawnSync('git', ['log', '--format=%s', `${SINCE}..HEAD`], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) {
      console.log('      skipped: this checkout does not have the history');
      this.skip();
    }
    expect(stdout.split('\n').filter(Boolean).map(wrong).filter(Boolean)).to.deep.equal([]);
  });

  it('are reported when they break a rule', () => {
    expect(wrong('Added a test')).to.match(/not imperative/);
    expect(wrong('fix a test')).to.match(/no verb/);
    expect(wrong('Fix a test.')).to.match(/full stop/);
    expect(wrong(`Fix ${'x'.repeat(LONGEST)}`)).to.match(/at most 72/);
    expect(wrong('Bring a test')).to.equal(undefined);
  });
});
