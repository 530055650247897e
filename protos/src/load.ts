import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { fileOf } from './generated/services.js';
import { GRPC_PACKAGE } from './system.js';

const root = dirname(createRequire(import.meta.url).resolve('@shop/protos/package.json'));

/** The gRPC services of this system, by name. */
export type ServiceName = keyof typeof fileOf;

/** All contracts as one package definition, used for reflection, servers and clients. */
export const contracts: PackageDefinition = loadSync([...new Set(Object.values(fileOf))], {
  includeDirs: [root],
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
});

/** The method table of one service. Throws when the contracts do not contain it. */
export function serviceDefinition(name: ServiceName): ServiceDefinition {
  const definition = contracts[`${GRPC_PACKAGE}.${name}`];
  if (!definition || 'format' in definition) throw new Error(`protos hold no service ${GRPC_PACKAGE}.${name}`);
  return definition;
}

interface Message {
  readonly type: { readonly field: readonly { readonly name: string; readonly type: string }[] };
}

/** The fields of a message, named as in TypeScript, each with whether it is text or a number. Throws when there is no such message. */
export function fieldsOf(message: string): { name: string; type: 'text' | 'number' | 'other' }[] {
  const definition = contracts[`${GRPC_PACKAGE}.${message}`] as Partial<Message> | undefined;
  if (!definition?.type) throw new Error(`protos hold no message ${GRPC_PACKAGE}.${message}`);
  return definition.type.field.map(({ name, type }) => ({
    name,
    type: type === 'TYPE_STRING' ? 'text' : /^TYPE_(INT|UINT|DOUBLE)/.test(type) ? 'number' : 'other',
  }));
}
