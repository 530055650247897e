import { expect } from 'chai';

interface Part {
  from: number;
  to: number;
  what: string;
}
interface Drawn {
  from: number;
  end: number;
  rows: { step: string; phase: string; parts: Part[] }[];
}

const path = new URL('../../pages/console/segments.js', import.meta.url).href;
const at = (ms: number): string => new Date(ms).toISOString();
const part = (what: string, from: number, to: number | null, phase = 'step') => ({
  phase,
  what,
  from: at(from),
  to: to === null ? null : at(to),
  note: '',
});
const saga = (state: string, parts: object[]) => ({
  state,
  createdAt: at(0),
  updatedAt: at(500),
  steps: [{ name: 'a' }, { name: 'b' }],
  shown: { steps: [{ name: 'a', label: { en: 'A', ko: 'A' }, parts }] },
});

describe("the console's timeline", () => {
  let rowsOf: (saga: object, now?: number) => Drawn;
  before(async () => {
    ({ rowsOf } = (await import(path)) as { rowsOf: typeof rowsOf });
  });
  const spans = ({ rows }: Drawn) =>
    rows.map(({ step, phase, parts }) => [step, phase, ...parts.map(({ from, to }) => [from, to])]);

  it('ends at the present while a saga rests for long, and while it waits', () => {
    const resting = rowsOf(saga('RUNNING', [part('failed', 100, 200), part('rest', 200, 900_000)]), 1000);
    expect([resting.from, resting.end]).to.deep.equal([0, 1000]);
    expect(spans(resting)).to.deep.equal([
      ['a', 'step', [100, 200], [200, 1000]],
      ['b', 'step'],
    ]);
    expect(spans(rowsOf(saga('WAITING', [part('wait', 300, null)]), 1000))[0]).to.deep.equal([
      'a',
      'step',
      [300, 1000],
    ]);
  });

  it('ends where the saga ended, and has a row for each undo', () => {
    const ended = rowsOf(saga('COMPENSATED', [part('done', 100, 200), part('undone', 300, 400, 'undo')]));
    expect(ended.end).to.equal(500);
    expect(spans(ended)).to.deep.equal([
      ['a', 'step', [100, 200]],
      ['a', 'undo', [300, 400]],
      ['b', 'step'],
    ]);
  });

  it('stays within its bounds if the clock of the browser is behind', () => {
    const { end, rows } = rowsOf(saga('RUNNING', [part('done', 400, 700)]), 300);
    expect(end).to.equal(500);
    expect(rows[0]?.parts[0]).to.include({ from: 400, to: 500 });
  });

  it('shows the steps of an orchestrator that sends no timeline', () => {
    const { shown: _shown, ...old } = saga('RUNNING', []);
    expect(spans(rowsOf(old, 1000))).to.deep.equal([
      ['a', 'step'],
      ['b', 'step'],
    ]);
  });
});
