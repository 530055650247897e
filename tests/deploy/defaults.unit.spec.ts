import { processNames, processOf, secretNames } from '@shop/topology/processes';
import { expect } from 'chai';
import { dotenv, textOf } from './compose.js';
import { readConfigOf } from './configs.js';

/** Required variables, and those whose default would conflict with other processes on one machine. */
const GIVEN = ['NODE_ENV', 'PORT', 'GRPC_PORT', 'MONGODB_URI', 'REDIS_URL', 'DATA_FILE', 'DATA_FOLDER', 'SHOP_URL'];
/** Commented-out variables that show an example, or the address of a provider itself; the others show the default. */
const SHOWN = /^(OTEL_|PARTICIPANT_|PAYMENT_RULES$|[A-Z]+_API_BASE$|PAGES_URL$)/;

describe('the .env.example of each process', () => {
  for (const name of processNames)
    it(`${name}: has the defaults of the process, set or commented out`, async () => {
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

  it('has the same values as the .env.example of Docker Compose where both set a variable', () => {
    const whole = Object.entries(dotenv(textOf('.env.example'))).filter(([, value]) => value !== '');
    for (const name of processNames) {
      const own = dotenv(textOf(`${processOf(name).folder}/.env.example`));
      for (const [variable, value] of whole.filter(([each]) => own[each]))
        expect(own[variable], `${name} ${variable}`).to.equal(value);
    }
  });
});
