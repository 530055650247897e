import { expect } from 'chai';
import { gatewayCallText, readGatewayCall } from '../../dist/http/gateway-call.js';

describe('the gateway’s name for a call', () => {
  it('is read as it was written', () => {
    const call = { id: '0b5e9a70-9d5c-4f7e-8a58-9d7b1f0c7a11', attempt: 2 };
    expect(readGatewayCall(gatewayCallText(call))).to.deep.equal(call);
  });

  it('is undefined for any other text', () => {
    for (const text of ['', 'id', 'id x', ' 1', 'id 1 2', `${'x'.repeat(65)} 1`, 'a b c', 'id -1'])
      expect(readGatewayCall(text), text).to.equal(undefined);
  });
});
