// Writes protos/src/generated from the .proto files. With --check it writes nothing and fails when they differ.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const committed = join(here, 'src/generated');
const check = process.argv.includes('--check');
const out = check ? mkdtempSync(join(here, '.generated-')) : committed;

const filesBelow = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();

/** The contract of each gRPC service, and the file that it stands in. */
function services(protos) {
  const found = protos.flatMap((path) => {
    const text = readFileSync(join(here, path), 'utf8');
    return [...text.matchAll(/^service (\w+)/gm)].map(([, name]) => ({ name, path }));
  });
  found.sort((one, other) => (one.name < other.name ? -1 : 1));
  const lines = (line) => found.map(line).join('\n');
  return `// Generated from the .proto files, as the types beside it.
${lines(({ name }) => `import type { ${name}Definition } from './shop/v1/${name}.js';`)}

/** The contract of each gRPC service. */
export interface Definitions {
${lines(({ name }) => `  ${name}: ${name}Definition;`)}
}

/** The file that holds it. */
export const fileOf = {
${lines(({ name, path }) => `  ${name}: '${path}',`)}
} as const;
`;
}

try {
  const protos = readdirSync(join(here, 'shop/v1')).map((name) => `shop/v1/${name}`);
  const flags = ['--longs=Number', '--enums=String', '--defaults', '--oneofs', '--grpcLib=@grpc/grpc-js'];
  const style = ['--includeComments', '--importFileExtension=.js', '--includeDirs=.', `--outDir=${out}`];
  execFileSync('npx', ['proto-loader-gen-types', ...flags, ...style, ...protos], {
    cwd: here,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(join(out, 'services.ts'), services(protos));
  if (check) {
    const differ = [...new Set([...filesBelow(out), ...filesBelow(committed)])].filter((file) => {
      try {
        return readFileSync(join(out, file), 'utf8') !== readFileSync(join(committed, file), 'utf8');
      } catch {
        return true;
      }
    });
    if (differ.length) {
      console.error(
        `protos/src/generated is not what the .proto files give: ${differ.join(', ')}. Run npm run generate proto and commit.`,
      );
      process.exitCode = 1;
    }
  }
} finally {
  if (check) rmSync(out, { recursive: true, force: true });
}
