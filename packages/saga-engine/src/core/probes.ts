import { atOnce } from './answers.js';

/** The numbers that stand for unknown values: conditions on an amount are tested on both sides of it. */
const NUMBERS = [0, 1, 15, 150, 1_500, 15_000, 1_500_000];

/**
 * The results of one of a definition's functions for generated states: with every field present, as numbers of several sizes; with only id
 * and input; and with each of the `examples` as input, and all or none of the other fields. Adds the input fields that it reads to
 * `inputs`. Plain data, equal for functions that behave the same.
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

/** A state with this input, in which every other field is present. */
const full = (input: unknown, read: (path: string) => void): unknown =>
  new Proxy({}, { get: (_target, name) => (name === 'input' ? input : anything(`s.${String(name)}`, 1, read)) });

const MADE_UP = Symbol('made up');

/** A stand-in for any value: has every member, can be called, converts to a text that names its origin, and to a number. */
function anything(path: string, number: number, read: (path: string) => void): unknown {
  const child = (name: string) => anything(`${path}.${name}`, number, read);
  return new Proxy(() => undefined, {
    get(_target, name) {
      if (name === MADE_UP) return path;
      if (name === Symbol.iterator) return () => [child('each')][Symbol.iterator]();
      if (name === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? number : `<${path}>`);
      if (typeof name === 'symbol') return undefined;
      if (name === 'toJSON') return () => `<${path}>`;
      // a value with `then` would be treated as a promise that never resolves
      if (name === 'then') return undefined;
      read(`${path}.${name}`);
      return child(name);
    },
    apply(_target, _self, given: unknown[]) {
      const each = given.find((argument) => typeof argument === 'function' && !isMadeUp(argument)) as
        ((item: unknown) => unknown) | undefined;
      if (!each) return child('()');
      // such as map: its result for one item represents its result for all
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

/** The result as data with its members in a fixed order. */
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
