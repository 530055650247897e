import { existsSync, readdirSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and a branch change writes many: a change is reported after this quiet period. */
const quietMs = 120;

/**
 * Reports which of the folders have changed: files written, replaced, added or removed. Each directory has its own watch, because the watch
 * of a file does not survive an editor that replaces it. The returned function stops it.
 */
export function watchSources(folders: string[], changed: (folders: Set<string>) => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  let dirty = new Set<string>();
  let quiet: NodeJS.Timeout | undefined;

  const touched = (folder: string) => {
    dirty.add(folder);
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      const reported = dirty;
      dirty = new Set();
      // there may be new directories; a folder may be gone for a moment, such as during a branch change
      for (const each of reported) if (existsSync(each)) look(each, each);
      changed(reported);
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
