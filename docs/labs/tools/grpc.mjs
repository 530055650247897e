// A small gRPC client for the labs. It knows no contract: it asks the server for it (reflection).
//   node docs/labs/tools/grpc.mjs 127.0.0.1:50052                                the services
//   node docs/labs/tools/grpc.mjs 127.0.0.1:50052 shop.v1.Stock                  the methods of one
//   node docs/labs/tools/grpc.mjs 127.0.0.1:50052 shop.v1.Orders/Get '{"orderId":"…"}'
// TOKEN in the environment is sent along; the shop's own services want one (internal-token.mjs).
import { credentials, loadPackageDefinition, makeClientConstructor, Metadata } from '@grpc/grpc-js';
import { load, loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const options = { longs: Number, enums: String, defaults: true, oneofs: true };
const protos = join(
  dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json')),
  'build/proto/grpc',
);
// past any proxy that the shell names
const direct = { 'grpc.enable_http_proxy': 0 };
const reflection = loadPackageDefinition(
  await load('reflection/v1/reflection.proto', { ...options, includeDirs: [protos] }),
).grpc.reflection.v1.ServerReflection;

/** Asks the reflection service one thing. */
function ask(address, question) {
  return new Promise((resolve, reject) => {
    const client = new reflection(address, credentials.createInsecure(), direct);
    const stream = client.ServerReflectionInfo({ deadline: Date.now() + 5000 });
    stream.on('data', (answer) => {
      stream.end();
      client.close();
      if (answer.errorResponse) reject(new Error(answer.errorResponse.errorMessage));
      else resolve(answer);
    });
    stream.on('error', reject);
    stream.write(question);
  });
}

/** The definition of a service, from the descriptors that the server sends. */
async function definitionOf(address, service) {
  const answer = await ask(address, { fileContainingSymbol: service });
  const files = answer.fileDescriptorResponse.fileDescriptorProto;
  // a FileDescriptorSet is its files, each as field 1 with its length
  const set = Buffer.concat(files.flatMap((file) => [Buffer.from([0x0a, ...varint(file.length)]), file]));
  return loadFileDescriptorSetFromBuffer(set, options)[service];
}

function varint(number) {
  return number < 128 ? [number] : [(number & 127) | 128, ...varint(number >>> 7)];
}

/** Calls one method; a stream of replies is printed message by message. */
async function call(address, path, request) {
  const [service, method] = path.split('/');
  const definition = await definitionOf(address, service);
  if (!definition?.[method]) throw new Error(`${service} has no method ${method}.`);
  const client = new (makeClientConstructor(definition, service))(address, credentials.createInsecure(), direct);
  const metadata = new Metadata();
  if (process.env.TOKEN) metadata.set('authorization', `Bearer ${process.env.TOKEN}`);
  const within = (ms) => ({ deadline: Date.now() + ms });
  if (definition[method].responseStream) {
    for await (const message of client[method](request, metadata, within(60_000))) print(message);
  } else {
    const answer = (resolve, reject) => (error, reply) => (error ? reject(error) : resolve(reply));
    print(
      await new Promise((resolve, reject) => client[method](request, metadata, within(5000), answer(resolve, reject))),
    );
  }
}

const print = (value) => console.log(typeof value === 'string' ? value : JSON.stringify(value));

try {
  const [address, path, request = '{}'] = process.argv.slice(2);
  if (!address) throw new Error('Give an address, as in: node docs/labs/tools/grpc.mjs 127.0.0.1:50052');
  if (!path) (await ask(address, { listServices: '' })).listServicesResponse.service.forEach(({ name }) => print(name));
  else if (path.includes('/')) await call(address, path, JSON.parse(request));
  else Object.keys(await definitionOf(address, path)).forEach(print);
  process.exit();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
