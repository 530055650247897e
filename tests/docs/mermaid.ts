/**
 * The errors of a Mermaid diagram, as `line N: …`. Accepts the kinds that the documents use (flowchart, sequenceDiagram,
 * stateDiagram-v2). Stricter than Mermaid: it refuses labels with characters that Mermaid parses as syntax, and what it accepts
 * Mermaid draws.
 */
export function problems(diagram: string): string[] {
  const [first = '', ...lines] = diagram.trimEnd().split('\n');
  const kind = first.split(' ')[0] ?? '';
  const rules = kinds[kind];
  if (!rules || !rules.header.test(first)) return [`line 1: no known kind of diagram: ${first}`];
  const open: string[] = [];
  const found = lines.flatMap((line, index) => {
    const text = line.trim();
    const at = `line ${index + 2}`;
    if (text === '' || text.startsWith('%%')) return [];
    if (text === 'end') return open.pop() ? [] : [`${at}: ends nothing`];
    if (rules.opens?.test(text)) {
      open.push(at);
      return [];
    }
    if (rules.within?.test(text)) return open.length > 0 ? [] : [`${at}: is outside of a block: ${text}`];
    return rules.statement(text) ? [] : [`${at}: ${text}`];
  });
  return [...found, ...open.map((at) => `${at}: is not ended`)];
}

interface Kind {
  header: RegExp;
  /** Matches the line that begins a block, which `end` ends. */
  opens?: RegExp;
  /** Matches lines that are valid only inside a block. */
  within?: RegExp;
  statement(text: string): boolean;
}

const id = '[A-Za-z_][A-Za-z0-9_]*';
/** A label without quotation marks, brackets or other characters that would end it. */
const plain = '[^"()[\\]{}<>|;#]+';
const label = `(?:${plain}|<br/>)+`;
const shape = `(?:\\(\\[${label}\\]\\)|\\[\\(${label}\\)\\]|\\[\\[${label}\\]\\]|\\{\\{${label}\\}\\}|\\[${label}\\]|\\(${label}\\)|\\{${label}\\})`;
/** `a-b` is an id in a flowchart only. */
const node = `${id}(?:-[A-Za-z0-9_]+)*(?:${shape})?`;
const nodes = `${node}(?: & ${node})*`;
const link = `(?:<?-->|---|-\\.->|==>|<==>)(?:\\|${plain}\\|)?`;
const flow = new RegExp(`^${nodes}(?: ${link} ${nodes})*$`);
/** A lower-case `end` is a keyword, also as the id of a node. */
const reserved = /(?:^|[\s&])end(?:$|[\s&[({])/;

const text = '[^;#]+';
const message = new RegExp(`^${id} ?(?:->>|-->>|--\\)|-\\)|--x|-x)[+-]? ?${id}: ${text}$`);
const sequence = [
  /^autonumber$/,
  new RegExp(`^(?:actor|participant) ${id}(?: as ${text})?$`),
  new RegExp(`^[Nn]ote (?:over|left of|right of) ${id}(?:,${id})?: ${text}$`),
  message,
];
const state = `(?:\\[\\*\\]|${id})`;
const states = [new RegExp(`^state "[^"]+" as ${id}$`), new RegExp(`^${state} --> ${state}(?: : [^:;#]+)?$`)];

const kinds: Record<string, Kind> = {
  flowchart: {
    header: /^flowchart (?:LR|TB|TD|RL|BT)$/,
    opens: new RegExp(`^subgraph ${id}(?:\\[${label}\\])?$`),
    statement: (line) => flow.test(line) && !reserved.test(line),
  },
  sequenceDiagram: {
    header: /^sequenceDiagram$/,
    opens: /^(?:alt|opt|loop|par|critical|rect) .+$/,
    within: /^(?:else|and|option)(?: .+)?$/,
    statement: (line) => sequence.some((form) => form.test(line)),
  },
  'stateDiagram-v2': {
    header: /^stateDiagram-v2$/,
    statement: (line) => states.some((form) => form.test(line)),
  },
};
