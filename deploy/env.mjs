// `npm run env`: writes .env from .env.example with newly generated secrets. Never overwrites: databases keep the password that they were
// first started with, and a lost JWT_KEY_SECRET logs everyone out.
//   npm run env                  a development system, for docker compose on this machine
//   npm run env -- --production  NODE_ENV=production, empty shop, real payments: fill in STRIPE_SECRET_KEY
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const production = {
  NODE_ENV: 'production',
  SEED_CATALOGUE: 'off',
  PAYMENT_PROVIDER: 'stripe',
  GATEWAY_BIND: '127.0.0.1',
  OTEL_EXPORTER_OTLP_ENDPOINT: '',
};

/** The text of a .env: that of .env.example with each published secret replaced by a random one. */
function fill(example, { forProduction }) {
  return example.replace(/^([A-Z][A-Z0-9_]*)=(.*)$/gm, (line, name, value) => {
    if (forProduction && name in production) return `${name}=${production[name]}`;
    const isSecret = value.startsWith('development-only') || name === 'ADMIN_PASSWORD';
    return isSecret ? `${name}=${randomBytes(32).toString('hex')}` : line;
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

let options;
try {
  options = parseArgs({ options: { production: { type: 'boolean', default: false }, to: { type: 'string' } } }).values;
} catch (error) {
  fail(`${error.message}. Options: --production, --to FILE.`);
}
const target = options.to ?? join(root, '.env');
const introduction = '# Written by `npm run env`. Keep it to yourself; it is what opens this system.\n';
const example = readFileSync(join(root, '.env.example'), 'utf8').replace(/^(#.*\n)+/, introduction);
try {
  writeFileSync(target, fill(example, { forProduction: options.production }), { flag: 'wx', mode: 0o600 });
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
  fail(
    `${target} is there already and is left as it is: its databases know these passwords. Move it away to make another.`,
  );
}
console.log(`${target} written, readable by you only. The administrator's password is ADMIN_PASSWORD in it.`);
if (options.production) console.log('Set ADMIN_EMAIL and STRIPE_SECRET_KEY in it before the first start.');
