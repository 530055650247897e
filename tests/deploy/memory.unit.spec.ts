import { processNames } from '@shop/topology/processes';
import { expect } from 'chai';
import { composeFile, dotenv, textOf } from './compose.js';
import { objectsIn } from './k8s.js';

/** Up to this limit, MiB, V8 takes 1 MiB for the young generation, and an order a third more CPU (decision 0141). */
const SMALL = 512;

describe('the memory limits of our containers', () => {
  const env = dotenv(textOf('.env.example'));

  for (const file of ['docker-compose.yml', 'deploy/compose.lite.yml'])
    it(`leave V8 room for its young generation: ${file}`, () => {
      const limits = Object.values(composeFile(file, env).services).flatMap(
        ({ build, deploy }) => (build && deploy?.resources?.limits?.memory) ?? [],
      );
      expect(limits).to.have.length.above(3);
      for (const limit of limits) expect(Number(/^(\d+)M$/.exec(limit)?.[1]), limit).to.be.above(SMALL);
    });

  it('leave V8 room for its young generation: Kubernetes', () => {
    const deployments = ['base', 'overlays/dev'].flatMap((folder) => objectsIn(folder));
    for (const name of processNames) {
      const found = deployments.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
      const { limits } = found!.spec['template'].spec.containers[0].resources;
      expect(Number(/^(\d+)Mi$/.exec(limits.memory)?.[1]), name).to.be.above(SMALL);
    }
  });
});
