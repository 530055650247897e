import type { JsonObject } from '@shop/testkit/json';

export type Direction = 'request' | 'answer';

// a request must accept at least what it accepted before; these are its upper bounds
const UPPER = ['maximum', 'maxLength', 'maxItems', 'maxProperties'];
const LOWER = ['minimum', 'minLength', 'minItems', 'minProperties'];
/** Keywords that narrow a request when they are added or changed. */
const EXACT = ['pattern', 'format', 'const'];

/** The breaking changes from schema `was` to `is`, both without references, one line each. */
export function schemaBreaks(where: string, was: JsonObject, is: JsonObject, of: Direction): string[] {
  const [old, now] = [flat(was), flat(is)];
  return [
    ...ownBreaks(where, old.own, now.own, of),
    ...(of === 'request' ? exclusionBreaks(where, old, now) : []),
    ...choiceBreaks(where, old, now, of),
  ];
}

/** A schema with its `allOf` merged: own keywords, choices of which one alternative must match, and schemas that must not match. */
interface Flat {
  readonly own: JsonObject;
  readonly choices: readonly (readonly JsonObject[])[];
  readonly excluded: readonly JsonObject[];
}

function flat({ allOf = [], oneOf, anyOf, not, ...own }: JsonObject): Flat {
  const parts = (allOf as JsonObject[]).map(flat);
  return {
    own: parts.reduce<JsonObject>((sum, part) => both(sum, part.own), own),
    choices: [...[oneOf, anyOf].filter((each) => each !== undefined), ...parts.flatMap((part) => part.choices)],
    excluded: [...(not === undefined ? [] : [not]), ...parts.flatMap((part) => part.excluded)],
  };
}

/** The conjunction of two schemas. */
const both = (one: JsonObject, other: JsonObject): JsonObject => ({
  ...one,
  ...other,
  ...(one['required'] || other['required']
    ? { required: [...new Set([...(one['required'] ?? []), ...(other['required'] ?? [])])] }
    : {}),
  ...(one['enum'] && other['enum']
    ? { enum: one['enum'].filter((each: unknown) => other['enum'].includes(each)) }
    : {}),
  ...(one['properties'] && other['properties']
    ? { properties: bothOfEach(one['properties'], other['properties']) }
    : {}),
});

const bothOfEach = (one: JsonObject, other: JsonObject): JsonObject => ({
  ...one,
  ...Object.fromEntries(
    Object.entries(other).map(([name, schema]) => [
      name,
      one[name] ? both(flat(one[name]).own, flat(schema).own) : schema,
    ]),
  ),
});

function ownBreaks(where: string, was: JsonObject, is: JsonObject, of: Direction): string[] {
  const required = (schema: JsonObject) => (schema['required'] ?? []) as string[];
  const lost = of === 'answer' ? required(was).filter((name) => !required(is).includes(name)) : [];
  const needed = of === 'request' ? required(is).filter((name) => !required(was).includes(name)) : [];
  const values = ((was['enum'] ?? []) as unknown[]).filter((value) => is['enum'] && !is['enum'].includes(value));
  const types = (schema: JsonObject) => [schema['type'] ?? []].flat().join(' or ');
  return [
    ...(types(was) === types(is) ? [] : [`${where} was ${types(was)} and is ${types(is)}`]),
    ...lost.map((name) => `${where}.${name} may be missing now`),
    ...needed.map((name) => `${where}.${name} is required now`),
    ...values.map((value) => `${where}: ${JSON.stringify(value)} is gone`),
    ...(of === 'request' ? narrower(was, is) : []).map((rule) => `${where}: ${rule} allows less than before`),
    ...Object.entries((was['properties'] ?? {}) as JsonObject).flatMap(([name, schema]) => {
      const now = is['properties']?.[name];
      return now ? schemaBreaks(`${where}.${name}`, schema, now, of) : [`${where}.${name} is gone`];
    }),
    ...(was['items'] ? schemaBreaks(`${where}[]`, was['items'], is['items'] ?? {}, of) : []),
    ...Object.entries((was['patternProperties'] ?? {}) as JsonObject).flatMap(([pattern, schema]) => {
      const now = is['patternProperties']?.[pattern];
      return now ? schemaBreaks(`${where}[${pattern}]`, schema, now, of) : [`${where}[${pattern}] is gone`];
    }),
  ];
}

const narrower = (was: JsonObject, is: JsonObject): string[] => [
  ...UPPER.filter((bound) => is[bound] < (was[bound] ?? Infinity)),
  ...LOWER.filter((bound) => is[bound] > (was[bound] ?? -Infinity)),
  ...EXACT.filter((rule) => is[rule] !== undefined && is[rule] !== was[rule]),
  ...(is['enum'] && !was['enum'] ? ['enum'] : []),
  ...(is['additionalProperties'] === false && was['additionalProperties'] !== false ? ['additionalProperties'] : []),
  ...Object.entries((is['dependentRequired'] ?? {}) as JsonObject)
    .filter(([name, needs]) => !needs.every((each: string) => was['dependentRequired']?.[name]?.includes(each)))
    .map(([name]) => `dependentRequired of ${name}`),
];

/** New `not` schemas of a request. */
function exclusionBreaks(where: string, was: Flat, is: Flat): string[] {
  const before = was.excluded.map((each) => JSON.stringify(each));
  return is.excluded
    .map((each) => JSON.stringify(each))
    .filter((each) => !before.includes(each))
    .map((each) => `${where}: ${each} is refused now`);
}

/** Whether the alternative accepts everything that was accepted before: it requires only members that were already required. */
const asksNothingNew = (way: JsonObject, was: JsonObject): boolean =>
  Object.keys(way).every((rule) => rule === 'required') &&
  ((way['required'] ?? []) as string[]).every((name) => was['required']?.includes(name));

/**
 * Compares choices by position: each earlier alternative needs a compatible one now. A new choice narrows a request unless one of its
 * alternatives asks for nothing new. In an answer a new choice breaks nothing, nor does a further alternative of an old choice.
 */
function choiceBreaks(where: string, was: Flat, is: Flat, of: Direction): string[] {
  const gone = was.choices.flatMap((old, at) => {
    const now = is.choices[at] ?? [{}];
    return old.flatMap((way, number) => {
      const breaks = now.map((each) => schemaBreaks(`${where} (way ${number + 1})`, way, each, of));
      return breaks.some((each) => each.length === 0) ? [] : (breaks[number] ?? breaks[0]!);
    });
  });
  const added = (of === 'request' ? is.choices.slice(was.choices.length) : []).filter(
    (ways) => !ways.some((way) => asksNothingNew(way, was.own)),
  );
  return [...gone, ...added.map((each) => `${where}: one of ${each.length} ways is asked for now`)];
}
