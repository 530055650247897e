import { atOnce } from './answers.js';

/** The numbers that stand for unknown values: conditions on an amount are tried on both sides of it. */
const NUMBERS = [0, 1, 15, 150, 1_500, 15_000, 1_500_000];

/**
 * What one of a definition's functions answers, asked with states that are made up: everything is there, as numbers of several sizes;
 * nothing is there but id and input; and with each of the `examples` as input, and all the rest or none. What it reads of the input is
 * added to `inputs`. Plain data, the same whenever the function means the same.
 */
export function asked(
  of: ((state: never) => unknown) | undefined,
  examples: readonly unknown[],
  inputs: Set<string>,
): unknown {
  if (!of) return null;
  const answer = (state: unknown): unknown => {
    try {
      return plain(atOnce('it', of(state as never)));
    } catch {
      return '(throws)';
    }
  };
  const read = (path: string) => void (path.startsWith('s.input.') && inputs.add(path));
  const made = NUMBERS.map((number) => answer(anything('s', number, read)));
  const bare = {
    id: 's.id',
    version: 1,
    failure: { step: 'step', reason: 'REASON' },
    cancel: { by: 'by', reason: 'REASON' },
  };
  const answers = [
    ...made,
    answer({ ...bare, input: {} }),
    ...examples.flatMap((input) => [answer({ ...bare, input }), answer(full(input, read))]),
  ];
  return answers;
}

/** A state with this input, in which everything else is there. */
const full = (input: unknown, read: (path: string) => void): unknown =>
  new Proxy({}, { get: (_target, name) => (name === 'input' ? input : anything(`s.${String(name)}`, 1, read)) });

const MADE_UP = Symbol('made up');

/** Stands for anything: has every member, can be called, is a text that says where it comes from, and a number. */
function anything(path: string, number: number, read: (path: string) => void): unknown {
  const child = (name: string) => anything(`${path}.${name}`, number, read);
  return new Proxy(() => undefined, {
    get(_target, name) {
      if (name === MADE_UP) return path;
      if (name === Symbol.iterator) return () => [child('each')][Symbol.iterator]();
      if (name === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? number : `<${path}>`);
      if (typeof name === 'symbol') return undefined;
      if (name === 'toJSON') return () => `<${path}>`;
      // what looks like a promise would be awaited for ever
      if (name === 'then') return undefined;
      read(`${path}.${name}`);
      return child(name);
    },
    apply(_target, _self, given: unknown[]) {
      const each = given.find((argument) => typeof argument === 'function' && !isMadeUp(argument)) as
        ((item: unknown) => unknown) | undefined;
      if (!each) return child('()');
      // such as map: what it makes of one item says what it makes of each
      try {
        return [each(child('each'))];
      } catch {
        return child('(throws)');
      }
    },
    has: () => true,
  });
}

const isMadeUp = (value: unknown): boolean => (value as Record<symbol, unknown>)[MADE_UP] !== undefined;

/** The answer as data with its members in order. */
function plain(value: unknown, depth = 0): unknown {
  if (value === undefined) return '(none)';
  if (typeof value === 'function') return isMadeUp(value) ? madeUp(value) : '(function)';
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth > 8) return '(deep)';
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member, depth + 1)]));
}

const madeUp = (value: object): string => `<${String((value as Record<symbol, unknown>)[MADE_UP])}>`;
