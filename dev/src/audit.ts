import { parseArgs } from 'node:util';
import { developmentAdmin, shopAddress } from '@shop/topology/processes';

interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

const usage = `npm run audit [-- --url ${shopAddress}]
Prints what the conservation audit of a running stack finds. ADMIN_EMAIL and ADMIN_PASSWORD log in. Exit code 1 when a
check fails, 2 when the stack cannot be asked.`;
const LONGEST_MS = 240_000;

/** Requests the audit of the gateway at `url`. Throws an Error that says what to do when the request fails. */
async function audit(url: string, admin: { email: string; password: string }): Promise<Check[]> {
  const call = async (path: string, init: RequestInit) => {
    const answer = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(LONGEST_MS) }).catch(
      (error: Error) => {
        throw new Error(`Nothing answers at ${url}: start the stack or name it with --url.`, { cause: error });
      },
    );
    const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (answer.ok) return body;
    throw new Error(`${path} answered ${answer.status} ${String(body['code'] ?? '')}: ${advice(answer.status)}`);
  };
  const json = { 'content-type': 'application/json' };
  const logIn = { method: 'POST', headers: json, body: JSON.stringify(admin) };
  const { accessToken } = await call('/api/users/login', logIn);
  const { checks } = await call('/api/invariants', { headers: { authorization: `Bearer ${String(accessToken)}` } });
  return checks as Check[];
}

function advice(status: number): string {
  if (status === 401) return 'set ADMIN_EMAIL and ADMIN_PASSWORD to those of an administrator.';
  if (status === 403) return 'this user is not an administrator.';
  return 'see the logs of the stack, or try again shortly.';
}

/** Runs the program with its arguments and environment; returns the exit code. */
export async function main(args: string[], env: Record<string, string | undefined>): Promise<number> {
  try {
    const { values } = parseArgs({ args, options: { url: { type: 'string' }, help: { type: 'boolean' } } });
    if (values.help) {
      console.log(usage);
      return 0;
    }
    const checks = await audit(values.url ?? shopAddress, {
      email: env['ADMIN_EMAIL'] || developmentAdmin.ADMIN_EMAIL,
      password: env['ADMIN_PASSWORD'] || developmentAdmin.ADMIN_PASSWORD,
    });
    for (const { name, ok, detail } of checks) console.log(`${ok ? 'ok    ' : 'BROKEN'} ${name}: ${detail}`);
    return checks.every(({ ok }) => ok) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
}
