import { expect } from 'chai';
import { fingerprint } from 'saga-engine/core/fingerprint';
import { sagas } from '../../dist/sagas/definitions.js';

// A running saga keeps the definition that it began with. To change a definition, give it a new version, keep the old one
// in definitions.ts until its last saga has ended, and add a line here.
const known: Record<string, string> = {
  'place-order version 1': '0986ec29cae856de',
  'place-order version 2': '14559d620c96d7f3',
  'change-order version 1': 'a1e500e8555ac24d',
  'cancel-order version 1': 'f78fde7e9e304e39',
  'cancel-order version 2': '819b0b84afb70265',
};

describe('the definitions', () => {
  for (const definition of sagas.all) {
    const name = `${definition.name} version ${definition.version}`;
    it(`has not changed under ${name}`, () => expect(fingerprint(definition)).to.equal(known[name]));
  }
});
