import { existsSync } from 'node:fs';
import { aptInstall } from './apt.js';

/** Prometheus with promtool and Alertmanager with amtool, as Debian installs them. */
export const PROGRAMS = {
  prometheus: '/usr/bin/prometheus',
  promtool: '/usr/bin/promtool',
  alertmanager: '/usr/bin/prometheus-alertmanager',
  amtool: '/usr/bin/amtool',
} as const;

const there = () => Object.values(PROGRAMS).every((path) => existsSync(path));

/** Whether they are installed; as root, and where no systemd would start them as services, installs them. Prints the reason when not. */
export function alertingIsThere(): boolean {
  if (there()) return true;
  if (!existsSync('/run/systemd/system')) aptInstall('prometheus', 'prometheus-alertmanager');
  if (there()) return true;
  console.log('Tests of alerts left out: install prometheus and prometheus-alertmanager.');
  return false;
}
