import { existsSync, readdirSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and a branch change writes many: told once it has been quiet for this long. */
const quietMs = 120;

/**
 * Tells which of the folders have changed below them: files written, replaced, added or removed. Each directory is
 * watched by itself, for a file that an editor replaces keeps no watch of its own. Ends with the returned function.
 */
export function watchSources(folders: string[], changed: (folders: Set<string>) => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  let dirty = new Set<string>();
  let quiet: NodeJS.Timeout | undefined;

  const touched = (folder: string) => {
    dirty.add(folder);
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      const told = dirty;
      dirty = new Set();
      // there may be new directories; a folder may be gone for a moment, as when a branch changes
      for (const each of told) if (existsSync(each)) look(each, each);
      changed(told);
    }, quietMs);
  };
  const look = (directory: string, folder: string) => {
    if (!watchers.has(directory)) {
      const watcher = watch(directory, () => touched(folder));
      const forget = () => (watcher.close(), watchers.delete(directory));
      watcher.on('error', forget);
      watchers.set(directory, watcher);
    }
    for (const entry of readdirSync(directory, { withFileTypes: true }))
      if (entry.isDirectory()) look(join(directory, entry.name), folder);
  };
  for (const folder of folders) look(folder, folder);

  return () => {
    clearTimeout(quiet);
    for (const watcher of watchers.values()) watcher.close();
  };
}
