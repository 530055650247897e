import { insert } from './insert.mjs';

const pages = [
  { page: 'docs/architecture.md', provider: 'payment provider', keeps: 'notes that a user opens and closes' },
  { page: 'docs/architecture.ko.md', provider: '결제 대행사', keeps: '사용자가 열고 닫는 메모' },
];

/** A new service in docs/architecture.md and its Korean page: a box in the diagram of the processes, a row in two tables. */
export function architecture(root, { service, camel, http, grpc, database }) {
  for (const { page, provider, keeps } of pages) {
    const box = `    ${camel}s[${service}<br/>${http}, gRPC ${grpc}]\n`;
    insert(root, page, / {2}end\n {2}gateway -->\|REST\|/, box);
    insert(root, page, /(?<=\n {2}gateway -->\|REST\| .*)\n/, ` & ${camel}s`);
    const ports = `| ${service} | ${http} | ${grpc} | \`${database}\` |\n`;
    insert(root, page, new RegExp(`\\| ${provider}[^|]*\\| \\d+ \\|`), ports);
    insert(root, page, /\| `saga-orchestrator\/` \|/, `| \`${service}/\` | ${keeps} |\n`);
  }
}
