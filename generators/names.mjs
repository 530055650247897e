import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { grpcOrigin, processes, replicas, restPorts } from '../topology/src/processes.mjs';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const pascal = (name) => name.replaceAll(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());

/** The spellings of a name such as `gift-card`. */
export const forms = (name) => ({
  noun: name,
  Noun: pascal(name),
  camel: pascal(name).replace(/^./, (letter) => letter.toLowerCase()),
  CONSTANT: name.toUpperCase().replaceAll('-', '_'),
  words: name.replaceAll('-', ' '),
});

/** True, or the reason why the name is invalid, as plop expects it. */
export const isName = (name) =>
  (NAME.test(name) && name.length <= 30) ||
  `${name || 'Nothing'} is no name: small letters, digits and single dashes, a letter first, at most 30, as in gift-card.`;

/** Words that JavaScript and TypeScript take as no name of a function, or of none in a module. */
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super switch ' +
    'this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/** Whether no function can be called so. */
export const isReserved = (word) => RESERVED.has(word);

/** Whether every object has a member of this name, so that looking for it in a table finds something. */
export const isMember = (word) => word in {};

/** The services and messages in the contracts of this checkout. */
const contracted = (root) => {
  const folder = join(root, 'protos/shop/v1');
  const text = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  return new Set([...text.join('\n').matchAll(/^(?:service|message|enum) (\w+)/gm)].map(([, name]) => name));
};

export const isInContracts = (root, ...names) => names.find((name) => contracted(root).has(name));

const REPLICAS = Array.from({ length: replicas.most }, (_, index) => index * replicas.apart);
/** The gRPC port with the usual REST port as --port-base. */
const moved = (grpc) => restPorts.first + grpc - grpcOrigin;
const taken = (ports) => new Set(ports.flatMap((port) => REPLICAS.map((shift) => port + shift)));

/**
 * The first free ports for a new process: its own and its replicas' ports collide with no other, also with --port-base, where gRPC follows
 * REST. Throws when there are none.
 */
export function freePorts({ redis, store }) {
  const all = Object.values(processes);
  const inStack = taken(all.flatMap(({ http, grpc }) => [http, ...(grpc ? [moved(grpc)] : [])]));
  for (const port of [redis.port, store.port]) inStack.add(port);
  const isFree = (port) => REPLICAS.every((shift) => !inStack.has(port + shift));
  const http = Array.from({ length: restPorts.last - restPorts.first + 1 }, (_, index) => restPorts.first + index).find(
    isFree,
  );
  // the port with the same last digit as the REST port, as for the other processes, if it is free
  const preferred = grpcOrigin + 50 + ((http ?? 0) % 10);
  const grpc = [preferred, ...Array.from({ length: 9 }, (_, index) => grpcOrigin + 51 + index)].find((port) =>
    isFree(moved(port)),
  );
  if (http && grpc) return { http, grpc };
  throw new Error('The topology has no free ports left for another process: see decision 0048.');
}
