import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { blocks } from '../support/markdown.js';
import { markdownFiles, read, root } from './markdown-files.js';
import { problems } from './mermaid.js';

const script = join(root, 'saga-orchestrator', 'scripts', 'diagram.mjs');

describe('the sagas in docs/architecture.md', () => {
  const shown = blocks(read('docs/architecture.md'), 'mermaid');
  for (const saga of ['place-order', 'change-order', 'cancel-order'])
    it(`show ${saga} as the engine generates it`, () => {
      const drawn = execFileSync(process.execPath, [script, saga], { encoding: 'utf8' });
      expect(drawn).to.match(/^stateDiagram-v2\n/);
      expect(shown).to.include(drawn.trim());
    });
});

describe('the diagrams of the documents', () => {
  for (const file of markdownFiles().filter((each) => read(each).includes('```mermaid')))
    it(`of ${file} are valid Mermaid`, () => {
      const diagrams = blocks(read(file), 'mermaid');
      expect(diagrams).to.have.length.above(0);
      expect(diagrams.flatMap(problems)).to.deep.equal([]);
    });

  for (const [diagram, problem] of [
    ['flowchart XX\n  a --> b', 'line 1: no known kind of diagram: flowchart XX'],
    ['flowchart LR\n  a -> b', 'line 2: a -> b'],
    ['flowchart LR\n  a[x --> b', 'line 2: a[x --> b'],
    ['flowchart LR\n  a[f(x)] --> b', 'line 2: a[f(x)] --> b'],
    ['flowchart LR\n  a --> end', 'line 2: a --> end'],
    ['flowchart TB\n  subgraph s\n  a --> b', 'line 2: is not ended'],
    ['sequenceDiagram\n  a->>b', 'line 2: a->>b'],
    ['sequenceDiagram\n  a->>b: stop; go', 'line 2: a->>b: stop; go'],
    ['sequenceDiagram\n  else no', 'line 2: is outside of a block: else no'],
    ['stateDiagram-v2\n  a-b --> c', 'line 2: a-b --> c'],
    ['gantt\n  title x', 'line 1: no known kind of diagram: gantt'],
  ] as const)
    it(`are refused when invalid: ${JSON.stringify(diagram)}`, () =>
      expect(problems(diagram)).to.deep.equal([problem]));
});
