import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { blocks } from '../support/markdown.js';
import { read, root } from './markdown-files.js';

const script = join(root, 'saga-orchestrator', 'scripts', 'diagram.mjs');

describe('the sagas in docs/architecture.md', () => {
  const shown = blocks(read('docs/architecture.md'), 'mermaid');
  for (const saga of ['place-order', 'cancel-order'])
    it(`show ${saga} as the engine draws it`, () => {
      const drawn = execFileSync(process.execPath, [script, saga], { encoding: 'utf8' });
      expect(drawn).to.match(/^stateDiagram-v2\n/);
      expect(shown).to.include(drawn.trim());
    });
});
