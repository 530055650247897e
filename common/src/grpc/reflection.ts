import { createRequire } from 'node:module';
import type { Server, ServerDuplexStream, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { contracts } from '@shop/protos/load';

interface Built {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

type Stream = ServerDuplexStream<unknown, unknown>;

const require = createRequire(import.meta.url);
const METHOD = 'ServerReflectionInfo';
const VERSIONS = ['v1', 'v1alpha'] as const;

/**
 * Serves gRPC reflection, which lists the named services and nothing else. Its answers are loaded and built at the first request: decoding
 * all contracts alone takes an eighth of a process's start-up time, and reflection is rarely used.
 */
export function addReflection(server: Server, services: readonly string[]): void {
  let all: readonly Built[] | undefined;
  const built = (path: string): Built => {
    all ??= build(services);
    return all.find(({ definition }) => definition[METHOD]!.path === path)!;
  };
  for (const version of VERSIONS) {
    const path = `/grpc.reflection.${version}.ServerReflection/${METHOD}`;
    const method = () => built(path).definition[METHOD]!;
    const definition: ServiceDefinition = {
      [METHOD]: {
        path,
        requestStream: true,
        responseStream: true,
        requestSerialize: (value) => method().requestSerialize(value),
        requestDeserialize: (bytes) => method().requestDeserialize(bytes),
        responseSerialize: (value) => method().responseSerialize(value),
        responseDeserialize: (bytes) => method().responseDeserialize(bytes),
      },
    };
    server.addService(definition, {
      [METHOD]: (call: Stream) => (built(path).implementation[METHOD] as (call: Stream) => void)(call),
    });
  }
}

function build(services: readonly string[]): Built[] {
  // not imported: it loads @grpc/grpc-js once more, from outside of the process's bundle
  const { ReflectionService } = require('@grpc/reflection') as typeof import('@grpc/reflection');
  const found: Built[] = [];
  new ReflectionService(contracts, { services: [...services] }).addToServer({
    addService: (definition, implementation) => void found.push({ definition, implementation }),
  });
  return found;
}
