// The chaos profile of docker-compose.yml: every few seconds arms one fault at a random point of a random process, through
// POST /faults as an administrator. The same seed gives the same sequence. Needs FAULT_INJECTION=on in .env.
const { GATEWAY_URL, TARGETS, ADMIN_EMAIL, ADMIN_PASSWORD, CHAOS_SEED = '1', CHAOS_EVERY_MS = '5000' } = process.env;
const targets = TARGETS.split(',');
const effects = ['unavailable', 'delay', 'hang', 'drop-reply', 'crash'];
const EX_CONFIG = 78;
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));

/** A seeded random number generator (mulberry32), from 0 to 1. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(Number(CHAOS_SEED));
const oneOf = (list) => list[Math.floor(random() * list.length)];
const say = (message, rest = {}) =>
  console.log(JSON.stringify({ level: 'info', time: new Date().toISOString(), service: 'chaos', message, ...rest }));

async function call(url, { token, body } = {}) {
  const answer = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(5_000),
  });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
}

async function logIn() {
  const { status, body } = await call(`${GATEWAY_URL}/api/users/login`, {
    body: { email: ADMIN_EMAIL, password: ADMIN_PASSWORD },
  });
  if (status !== 200) throw new Error(`log-in of ${ADMIN_EMAIL} answered ${status}`);
  return body.accessToken;
}

async function breakSomething(token) {
  const target = oneOf(targets);
  const { status, body } = await call(`${target}/faults`, { token });
  if (status === 404) {
    console.error(
      'Fault injection is off: set FAULT_INJECTION=on in .env (NODE_ENV=development) and `docker compose up -d`.',
    );
    process.exit(EX_CONFIG);
  }
  if (status === 401) return logIn();
  const fault = { at: oneOf(body.points), do: oneOf(effects), times: 1, delayMs: 1_000 };
  const armed = await call(`${target}/faults`, { token, body: fault });
  say('armed', { target, at: fault.at, do: fault.do, status: armed.status });
  return token;
}

let token;
for (;;) {
  try {
    token = token ? await breakSomething(token) : await logIn();
  } catch (error) {
    // an earlier fault may have broken this call
    say('could not reach it', { error: error.message });
  }
  await new Promise((resolve) => setTimeout(resolve, Number(CHAOS_EVERY_MS)));
}
