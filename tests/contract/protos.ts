import { loadSync } from '@grpc/proto-loader';

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
type Protos = Readonly<Record<string, unknown>>;

/** The messages, enums and services of the protos below a folder. */
export const protosIn = (folder: string, files: readonly string[]): Protos =>
  loadSync([...files], { includeDirs: [folder], keepCase: true }) as Protos;

/**
 * What of `before` a neighbour or a stored saga of that release relies on and `after` no longer has, one line each. Names count
 * beside numbers: a journal stores requests and replies by name.
 */
export function protoBreaks(before: Protos, after: Protos): string[] {
  return Object.entries(before).flatMap(([name, was]) => {
    const is = after[name];
    if (is === undefined) return [`${name} is gone`];
    const { format, type: old } = was as Definition;
    if (format === undefined) return methodBreaks(name, was as Methods, is as Methods);
    const { type = {} } = is as Definition;
    return [
      ...(old?.field ?? []).flatMap((field) => fieldBreaks(name, field, type.field ?? [])),
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
