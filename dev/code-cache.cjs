// Loaded before a bundled process by Node 20, which keeps no machine code between runs as newer ones do: keeps that of the
// bundle in the folder NODE_COMPILE_CACHE. What cannot be read or written costs time and nothing else.
'use strict';
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script, constants } = require('node:vm');

// V8 optimizes what has run four times as long as usual: at a start nearly all that it optimizes is soon over.
setFlagsFromString('--interrupt-budget=300000');

/** By then a process has run what it runs at a start. */
const startedMs = 3000;
const compile = Module.prototype._compile;

/** Takes the place of Node's own for the first file, which is the bundle. */
Module.prototype._compile = function compileBundle(source, filename) {
  Module.prototype._compile = compile;
  const { name, path, family } = placeOf(filename);
  const script = new Script(Module.wrap(source), {
    filename,
    cachedData: read(path),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (script.cachedDataRejected !== false) keep(script, name, path, family);
  const run = script.runInThisContext();
  run.call(this.exports, this.exports, Module.createRequire(filename), this, filename, dirname(filename));
};

/** Another file, another Node, another place: V8 itself compares little more than the length of the source. */
function placeOf(filename) {
  const { mtimeMs, size } = statSync(filename);
  const family = hash(filename);
  const name = `${family}-${hash(`${mtimeMs} ${size} ${process.version} ${process.arch}`)}`;
  return { family, name, path: join(process.env.NODE_COMPILE_CACHE, name) };
}

/** Kept when it has started, for a process may be killed, and again when it ends: then what answers requests is in it. */
function keep(script, name, path, family) {
  const save = () => {
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.${process.pid}`, script.createCachedData());
      renameSync(`${path}.${process.pid}`, path);
      for (const other of readdirSync(dirname(path)))
        if (other.startsWith(family) && other !== name) rmSync(join(dirname(path), other), { force: true });
    } catch {
      // The next start compiles again.
    }
  };
  setTimeout(save, startedMs).unref();
  process.once('exit', save);
}

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
