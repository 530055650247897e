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
    /** The `oneof`s of the message, and `_name` for each optional field. */
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

/** Read by the parser, since the loader's result does not say which fields are in a `oneof`. */
function choicesIn(folder: string, files: readonly string[]): Map<string, string> {
  const parsed = new protobuf.Root();
  parsed.resolvePath = (_from, file) => join(folder, file);
  parsed.loadSync([...files], { keepCase: true });
  const choices = new Map<string, string>();
  const look = (space: protobuf.NamespaceBase) => {
    for (const each of space.nestedArray) if (each instanceof protobuf.Namespace) look(each);
    if (!(space instanceof protobuf.Type)) return;
    // the parser puts each optional field into a `oneof` of its own
    for (const choice of space.oneofsArray.filter(({ name }) => !name.startsWith('_')))
      for (const field of choice.oneof) choices.set(`${space.fullName.slice(1)}.${field}`, choice.name);
  };
  look(parsed);
  return choices;
}

/**
 * The changes from `before` to `after` that break a process or a stored saga of the earlier release, one line each. Names matter as
 * well as numbers: a journal stores requests and replies by field name.
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
      // a field that moved into a oneof is cleared when another is set; after one left it, two can be set
      ...(old?.field ?? []).flatMap((field) => choiceBreaks(`${name}.${field.name}`, before, after)),
      ...(old?.value ?? [])
        .filter((value) => !type.value?.some((each) => each.name === value.name && each.number === value.number))
        .map((value) => `${name}.${value.name} = ${value.number} is gone`),
      // without it an absent field cannot be distinguished from an empty one
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
  // a removed oneof is reported once, not for each of its fields
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
