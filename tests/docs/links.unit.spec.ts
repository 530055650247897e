import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { anchors, links, markdownFiles, read, root } from './markdown-files.js';

/** Why a link of a file is broken; undefined when it is not, or is external. */
function broken(file: string, target: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined;
  const [path = '', anchor] = target.split('#');
  const found = path === '' ? file : join(dirname(file), decodeURIComponent(path));
  if (!existsSync(join(root, found))) return `${file}: ${target} is not there`;
  if (anchor === undefined || !found.endsWith('.md')) return undefined;
  return anchors(read(found)).has(decodeURIComponent(anchor)) ? undefined : `${file}: ${target} has no such heading`;
}

describe('links between the documents', () => {
  it('lead to files and headings that exist', () => {
    const files = markdownFiles();
    expect(files).to.include.members(['README.md', 'docs/architecture.md']);
    const checked = files.flatMap((file) => links(read(file)).map((target) => broken(file, target)));
    expect(checked.filter(Boolean)).to.deep.equal([]);
    expect(checked).to.have.length.above(40);
  });

  it('are reported when broken', () => {
    expect(broken('README.md', 'docs/nothing.md')).to.match(/is not there/);
    expect(broken('README.md', '#no-such-heading')).to.match(/no such heading/);
    expect(broken('README.md', '#try-it')).to.equal(undefined);
  });
});
