import { expect } from 'chai';
import { vitalsIn } from '../../dist/pages/vitals.js';

describe('the lag of the event loop of a process', () => {
  const lagOf = (seconds: string) =>
    vitalsIn(`nodejs_eventloop_lag_p99_seconds{service="gateway"} ${seconds}\n`).eventLoopLagMs;

  it('is what the measured percentile has above its interval, in hundredths of a millisecond', () => {
    expect(lagOf('0.100270079')).to.equal(0.27);
    expect(lagOf('0.151257087')).to.equal(51.26);
  });

  it('is none when nothing was measured since the metrics were last asked for', () => {
    expect(lagOf('0')).to.equal(0);
  });
});
