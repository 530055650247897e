import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '@shop/dev/root';
import { parseAllDocuments } from 'yaml';
import { textOf } from './compose.js';

/** A Kubernetes object as the tests read it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  // oxlint-disable-next-line typescript/no-explicit-any -- its keys are checked by k8s-schema.ts
  spec: Record<string, any>;
  data?: Record<string, string>;
  file: string;
}

const folder = 'deploy/k8s';

/** Every YAML file below deploy/k8s, by its path in the repository. */
export const manifestFiles = (): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

/** The documents of one file. Throws for a YAML error, a doubled key included. */
export function documentsOf(file: string): Manifest[] {
  return parseAllDocuments(textOf(file)).map((document) => {
    if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`);
    return { ...(document.toJS() as Manifest), file };
  });
}

/** The objects of a folder of deploy/k8s, its kustomization left out. */
export const objectsIn = (part: string): Manifest[] =>
  manifestFiles()
    .filter((file) => file.startsWith(`${folder}/${part}/`) && !file.endsWith('kustomization.yaml'))
    .flatMap(documentsOf);
