/** One metric that an expression reads, with the labels that it uses. */
export interface Asked {
  readonly metric: string;
  readonly labels: readonly string[];
}

const GROUPING = /\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g;
const WORDS = new Set([
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
]);

/** The metrics and labels of a PromQL expression. Supports as much of the language as the alerts and the dashboard use. */
export function askedIn(expr: string): Asked[] {
  const bare = expr.replace(/"[^"]*"/g, '""').replace(/\[[^\]]*\]/g, '');
  const grouped = [...bare.matchAll(GROUPING)].flatMap(([, names = '']) => listed(names));
  const selectors = bare.replace(GROUPING, '');
  return [...selectors.matchAll(/([a-zA-Z_:][\w:]*)\s*(\(|\{([^}]*)\})?/g)]
    .filter(([, name = '', call]) => call !== '(' && !WORDS.has(name) && !/=/.test(name))
    .filter(({ index }) => !isInBraces(selectors, index))
    .map(([, metric = '', , matchers = '']) => ({
      metric,
      labels: [
        ...new Set([...grouped, ...[...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, name = '']) => name)]),
      ],
    }));
}

const listed = (names: string) =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

const isInBraces = (text: string, index: number) =>
  text.slice(0, index).split('{').length > text.slice(0, index).split('}').length;

/** The metrics of a text in Prometheus's exposition format, each with the labels of its samples. */
export function exposedIn(text: string): Map<string, Set<string>> {
  const exposed = new Map<string, Set<string>>();
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const series = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const suffix of series) exposed.set(name + suffix, new Set());
  }
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/gm))
    for (const [, label = ''] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) exposed.get(name)?.add(label);
  return exposed;
}
