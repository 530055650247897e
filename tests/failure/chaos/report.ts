import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { picture } from './picture.js';
import type { ChaosResult } from './run.js';
import { inWords } from './schedule.js';

/** Writes report.json, report.md and throughput.svg into a folder. */
export async function writeReport(folder: string, result: ChaosResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'throughput.svg'), picture(result));
  await writeFile(join(folder, 'report.md'), asMarkdown(result));
  const records = result.records.map((one) => ({ ...one, orderIds: [...one.orderIds] }));
  await writeFile(join(folder, 'report.json'), `${JSON.stringify({ ...result, records }, null, 2)}\n`);
}

/** The report as Markdown. */
export function asMarkdown({ options, beganAt, faults, records, stored, verdict, finishedMs }: ChaosResult): string {
  const { seed, orders, durationMs } = options;
  const list = (title: string, lines: readonly string[]) =>
    `| ${title} | ${lines.length} | ${lines.slice(0, 10).join('<br>')} |`;
  const kinds = [...new Set(faults.map(({ fault }) => fault.kind))];
  return `# Chaos, seed ${seed}

${beganAt.toISOString()}: ${orders} orders in ${(durationMs / 60_000).toFixed(1)} min, ${faults.length} faults.
All ended ${(finishedMs / 1000).toFixed(1)} s after the last fault. Again: \`npm run chaos -- --seed ${seed} --orders ${orders} --minutes ${durationMs / 60_000} --fault-every ${options.faultEveryMs / 1000}\`

![throughput](throughput.svg)

| found | times | which |
| --- | --- | --- |
${list('lost', verdict.lost)}
${list('doubled', verdict.doubled)}
${list('oversold', verdict.oversold)}
${list('unfinished', verdict.unfinished)}
${list('unexpected', verdict.unexpected)}

${records.length} requests, ${verdict.unanswered} never answered definitely; ${stored.length} orders:
${Object.entries(verdict.outcomes)
  .map(([end, count]) => `${count} ${end}`)
  .join(', ')}.

Faults: ${kinds.map((kind) => `${faults.filter(({ fault }) => fault.kind === kind).length} × ${kind}`).join(', ')}.

| at, s | fault |
| --- | --- |
${faults.map(({ atMs, fault }) => `| ${(atMs / 1000).toFixed(1)} | ${inWords(fault)} |`).join('\n')}
`;
}
