import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, which } from '@shop/dev/commands';
import { root } from '@shop/dev/root';

const settings = (port: number, upstream: number, folder: string): string => `
daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream shop { server 127.0.0.1:${upstream}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000000;
    location / { proxy_pass http://shop; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}`;

/** The command that runs nginx as a plain proxy, one process, no log. Throws when nginx is neither installed nor downloadable. */
export async function nginx(
  port: number,
  upstream: number,
  folder: string,
): Promise<{ command: string; args: string[] }> {
  const command = which('nginx', process.env) ?? (await fetched());
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, settings(port, upstream, folder));
  return { command, args: ['-p', folder, '-c', file] };
}

/** Debian's or Ubuntu's nginx, extracted into the checkout's cache: no root, nothing installed. */
async function fetched(): Promise<string> {
  const cache = join(root, '.cache', 'nginx');
  const program = join(cache, 'usr', 'sbin', 'nginx');
  if (!existsSync(program)) {
    mkdirSync(join(root, '.cache'), { recursive: true });
    const work = mkdtempSync(join(root, '.cache', 'nginx-'));
    try {
      await extract(work);
      renameSync(join(work, 'extracted'), cache);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  const { code, output } = await run(program, ['-v']);
  if (code !== 0) throw new Error(`the nginx of apt does not run here: ${output.trim()}`);
  return program;
}

async function extract(work: string): Promise<void> {
  mkdirSync(join(work, 'lists', 'partial'), { recursive: true });
  const folders = [
    `Dir::State::Lists=${work}/lists`,
    `Dir::Cache=${work}/cache`,
    'APT::Sandbox::User=',
    'Debug::NoLocking=1',
  ].flatMap((setting) => ['-o', setting]);
  await run('apt-get', [...folders, '-q', 'update'], { timeoutMs: 120_000 });
  const archives = join(work, 'cache', 'archives');
  mkdirSync(join(archives, 'partial'), { recursive: true });
  const install = ['install', '-q', '-y', '--download-only', '--no-install-recommends', 'nginx'];
  const got = await run('apt-get', [...folders, ...install], { timeoutMs: 120_000 });
  const deb = readdirSync(archives).find((name) => /^nginx(-core)?_/.test(name));
  if (!deb) throw new Error(`apt cannot fetch it: ${got.output.trim().split('\n').at(-1) ?? ''}`);
  const { code, output } = await run('dpkg', ['-x', join(archives, deb), join(work, 'extracted')]);
  if (code !== 0) throw new Error(`its package cannot be extracted: ${output.trim()}`);
}
