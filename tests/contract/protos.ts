import { join } from 'node:path';
import { loadSync } from '@grpc/proto-loader';
import protobuf from 'protobufjs';

interface Field {
  readonly name: string;
  readonly number: number;
  readonly label: string;
  readonly type: string;
  readonly typeName: string;
}
interface Method {
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestType: { readonly type: { readonly name: string } };
  readonly responseType: { readonly type: { readonly name: string } };
}
interface Definition {
  readonly format?: string;
  readonly type?: {
    readonly field?: readonly Field[];
    readonly value?: readonly { name: string; number: number }[];
    /** Choices of fields, and `_name` for each optional field. */
    readonly oneofDecl?: readonly { name: string }[];
  };
}
interface Protos {
  readonly definitions: Readonly<Record<string, unknown>>;
  /** The `oneof` of each field that is in one, by message and field. */
  readonly choices: ReadonlyMap<string, string>;
}

/** The messages, enums and services of the protos below a folder. */
export const protosIn = (folder: string, files: readonly string[]): Protos => ({
  definitions: loadSync([...files], { includeDirs: [folder], keepCase: true }),
  choices: choicesIn(folder, files),
});

/** Of the parser itself: what the loader makes of it does not say which fields are in a `oneof`. */
function choicesIn(folder: string, files: readonly string[]): Map<string, string> {
  const parsed = new protobuf.Root();
  parsed.resolvePath = (_from, file) => join(folder, file);
  parsed.loadSync([...files], { keepCase: true });
  const choices = new Map<string, string>();
  const look = (space: protobuf.NamespaceBase) => {
    for (const each of space.nestedArray) if (each instanceof protobuf.Namespace) look(each);
    if (!(space instanceof protobuf.Type)) return;
    // an optional field is alone in a `oneof` of the parser's own
    for (const choice of space.oneofsArray.filter(({ name }) => !name.startsWith('_')))
      for (const field of choice.oneof) choices.set(`${space.fullName.slice(1)}.${field}`, choice.name);
  };
  look(parsed);
  return choices;
}

/**
 * What of `before` a neighbour or a stored saga of that release relies on and `after` no longer has, one line each. Names count
 * beside numbers: a journal stores requests and replies by name.
 */
export function protoBreaks(before: Protos, after: Protos): string[] {
  return Object.entries(before.definitions).flatMap(([name, was]) => {
    const is = after.definitions[name];
    if (is === undefined) return [`${name} is gone`];
    const { format, type: old } = was as Definition;
    if (format === undefined) return methodBreaks(name, was as Methods, is as Methods);
    const { type = {} } = is as Definition;
    return [
      ...(old?.field ?? []).flatMap((field) => fieldBreaks(name, field, type.field ?? [])),
      // a field that came into a choice is cleared by whoever sets another of it; of one that left it two are set
      ...(old?.field ?? []).flatMap((field) => choiceBreaks(`${name}.${field.name}`, before, after)),
      ...(old?.value ?? [])
        .filter((value) => !type.value?.some((each) => each.name === value.name && each.number === value.number))
        .map((value) => `${name}.${value.name} = ${value.number} is gone`),
      // without it what is absent cannot be told from what is empty
      ...(old?.oneofDecl ?? [])
        .filter((choice) => !type.oneofDecl?.some((each) => each.name === choice.name))
        .map((choice) => `${name}: ${choice.name.replace(/^_/, 'optional ')} is gone`),
    ];
  });
}

function fieldBreaks(message: string, was: Field, now: readonly Field[]): string[] {
  const is = now.find(({ name }) => name === was.name);
  const where = `${message}.${was.name}`;
  if (!is) return [`${where} is gone`];
  return [
    ...(is.number === was.number ? [] : [`${where} was number ${was.number} and is ${is.number}`]),
    ...(['label', 'type', 'typeName'] as const)
      .filter((trait) => is[trait] !== was[trait])
      .map((trait) => `${where} was ${was[trait]} and is ${is[trait]}`),
  ];
}

function choiceBreaks(field: string, before: Protos, after: Protos): string[] {
  const [was, is] = [before.choices.get(field), after.choices.get(field)];
  const message = field.slice(0, field.lastIndexOf('.') + 1);
  const stays = [...after.choices].some(([each, choice]) => each.startsWith(message) && choice === was);
  // of a choice that is gone one line is enough
  if (is === was || (is === undefined && !stays)) return [];
  return [`${field} was in ${was ?? 'no choice'} and is in ${is ?? 'none'}`];
}

type Methods = Readonly<Record<string, Method>>;

function methodBreaks(service: string, before: Methods, after: Methods): string[] {
  const shape = ({ requestType, responseType, requestStream, responseStream }: Method) =>
    `${requestStream ? 'stream ' : ''}${requestType.type.name} → ${responseStream ? 'stream ' : ''}${responseType.type.name}`;
  return Object.entries(before).flatMap(([name, was]) => {
    const is = after[name];
    if (!is) return [`${service}.${name} is gone`];
    return shape(is) === shape(was) ? [] : [`${service}.${name} was ${shape(was)} and is ${shape(is)}`];
  });
}
