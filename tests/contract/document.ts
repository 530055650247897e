import { existsSync, readdirSync } from 'node:fs';
import { openApiOf } from '@shop/common/http/openapi';
import type { Described } from '@shop/common/http/route';
import { root } from '@shop/dev/root';
import { processNames, processOf } from '@shop/topology/processes';
import { documentOf } from '../../gateway/dist/http/openapi.js';
import { faultRows, routes } from '../../gateway/dist/routes.js';

/** Stands for whatever a route needs to answer: making the route only passes it on. */
const anything: unknown = new Proxy(() => {}, { get: () => anything, apply: () => anything });
/** What routes are made of that their descriptions show. */
const shown: Readonly<Record<string, readonly unknown[]>> = { productRoutes: [anything, 'USD'] };

/** The routes of a service: those of each function `…Routes` in its `http/*.routes.ts`. */
async function routesOf(folder: string): Promise<Described[]> {
  const http = `${root}/${folder}/src/http`;
  const files = existsSync(http) ? readdirSync(http).filter((file) => file.endsWith('.routes.ts')) : [];
  const compiled = files.map((file) => `${root}/${folder}/dist/http/${file.replace(/ts$/, 'js')}`);
  const modules = await Promise.all(compiled.map((file) => import(file) as Promise<object>));
  return modules
    .flatMap((module) => Object.entries(module))
    .filter(([name]) => name.endsWith('Routes'))
    .flatMap(([name, make]: [string, (...parts: unknown[]) => Described[]]) =>
      make(...(shown[name] ?? Array.from({ length: make.length }, () => anything))),
    );
}

/** The OpenAPI document that the gateway of a whole shop with FAULT_INJECTION=on serves, made without starting anything. */
export async function shopDocument() {
  const services = await Promise.all(processNames.map((name) => routesOf(processOf(name).folder)));
  return documentOf(services.map(openApiOf), [...routes, ...faultRows]);
}
