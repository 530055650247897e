import { expect } from 'chai';
import { timeOf, timeSchema } from '../../dist/validation/time-schema.js';

describe('a time in a request', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('is the same moment in every zone that a process runs in', () => {
    const noon = Date.UTC(2030, 0, 31, 12);
    for (const TZ of ['UTC', 'Asia/Seoul', 'America/New_York']) {
      process.env['TZ'] = TZ;
      for (const text of [
        '2030-01-31T12:00:00',
        '2030-01-31T12:00',
        '2030-01-31 12:00:00.000',
        '2030-01-31T12:00:00Z',
        '2030-01-31T21:00:00+09:00',
        '2030-01-31T21:00:00+0900',
        '2030-01-31T21:00:00+09',
        '2030-01-31T07:00:00-05',
      ]) {
        expect(timeSchema.validate(text, { convert: false }).error, text).to.equal(undefined);
        expect(timeOf(text), `${text} in ${TZ}`).to.equal(noon);
      }
      for (const [text, month, day] of [
        ['2030-02-03', 1, 3],
        ['2030-02', 1, 1],
        ['2030', 0, 1],
      ] as const)
        expect(timeOf(text), `${text} in ${TZ}`).to.equal(Date.UTC(2030, month, day));
    }
  });

  it('is refused in the forms of ISO 8601 that Date misreads', () => {
    for (const text of [
      '2030-012',
      '2030-001 12:00',
      '2030-01 12-00:00',
      '+002030-01-31',
      '-000001-01-31',
      '-0000010131',
    ])
      expect(timeSchema.validate(text, { convert: false }).error?.message, text).to.match(/iso format/);
  });

  it('is on a day that its month has', () => {
    for (const text of ['2030-02-31', '2030-02-29T10:00:00Z', '2030-04-31T23:59:59.999+09:00'])
      expect(timeSchema.validate(text).error?.message, text).to.equal('names a day that its month does not have');
    expect(timeSchema.validate('2028-02-29T10:00:00Z').error).to.equal(undefined);
  });
});
