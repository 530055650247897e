import { processNames, processOf, secretNames } from '@shop/topology/processes';
import { expect } from 'chai';
import { dotenv, textOf } from './compose.js';
import { readConfigOf } from './configs.js';

/** Written out because a process does not start without them, or would be the wrong one on one machine. */
const GIVEN = ['NODE_ENV', 'PORT', 'GRPC_PORT', 'MONGODB_URI', 'REDIS_URL', 'DATA_FILE', 'DATA_FOLDER', 'SHOP_URL'];
/** Behind a #, these show how a value is written; the others show the default, but where it follows from others. */
const SHOWN = /^(OTEL_|PARTICIPANT_|PAYMENT_RULES$|STRIPE_API_BASE$|PAGES_URL$)/;

describe('the .env.example of each process', () => {
  for (const name of processNames)
    it(`${name}: what it writes out, or shows behind a #, is what the process takes without it`, async () => {
      const text = textOf(`${processOf(name).folder}/.env.example`);
      const written = dotenv(text);
      const addresses = processOf(name).calls.flatMap(({ http = '', grpc = '' }) => [http, grpc]);
      const given = [...GIVEN, ...secretNames, ...addresses];
      const whole = await readConfigOf(name, written);
      for (const variable of Object.keys(written).filter((each) => !given.includes(each))) {
        const { [variable]: _, ...without } = written;
        expect(await readConfigOf(name, without), `without ${variable}`).to.deep.equal(whole);
      }
      const shown = [...text.matchAll(/^# ([A-Z][A-Z0-9_]*)=(.+)$/gm)].map(
        ([, variable = '', value = '']) => [variable, value] as const,
      );
      for (const [variable, value] of shown.filter(([each]) => !SHOWN.test(each)))
        expect(await readConfigOf(name, { ...written, [variable]: value }), variable).to.deep.equal(whole);
    });

  it('agrees with the one of Docker Compose on what both write out', () => {
    const whole = Object.entries(dotenv(textOf('.env.example'))).filter(([, value]) => value !== '');
    for (const name of processNames) {
      const own = dotenv(textOf(`${processOf(name).folder}/.env.example`));
      for (const [variable, value] of whole.filter(([each]) => own[each]))
        expect(own[variable], `${name} ${variable}`).to.equal(value);
    }
  });
});
