import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import type { GroupedUpdate } from '../../dist/mongo/documents.js';
import { groupUpdates } from '../../dist/mongo/grouped-updates.js';

const update = (id: string): GroupedUpdate => ({ filter: { _id: id }, update: { $set: { done: true } } });

describe('grouped updates', () => {
  function observed() {
    const commands: { ids: unknown[]; resolve: () => void; reject: (error: Error) => void }[] = [];
    let arrived = () => {};
    const add = groupUpdates(
      (updates) =>
        new Promise((resolve, reject) => {
          commands.push({ ids: updates.map(({ filter }) => filter['_id']), resolve, reject });
          arrived();
        }),
    );
    const command = async (n: number) => {
      while (commands.length <= n) await new Promise<void>((resolve) => (arrived = resolve));
      return commands[n]!;
    };
    return { add, command, commands };
  }

  it('share a command when they come up in one turn, and while another is under way', async () => {
    const { add, command, commands } = observed();
    const first = [add(update('a')), add(update('b'))];
    expect((await command(0)).ids).to.deep.equal(['a', 'b']);
    const second = [add(update('c')), add(update('d'))];
    expect(commands).to.have.length(1);
    commands[0]!.resolve();
    await Promise.all(first);
    const next = await command(1);
    expect(next.ids).to.deep.equal(['c', 'd']);
    next.resolve();
    await Promise.all(second);
    const alone = add(update('e'));
    const last = await command(2);
    expect(last.ids).to.deep.equal(['e']);
    last.resolve();
    await alone;
  });

  it('reject together when their command fails, and those that wait are written still', async () => {
    const { add, command } = observed();
    const failing = [add(update('a')), add(update('b'))];
    const first = await command(0);
    const later = add(update('c'));
    first.reject(new Error('the primary is gone'));
    for (const each of await Promise.allSettled(failing))
      expect(each).to.have.nested.property('reason.message', 'the primary is gone');
    (await command(1)).resolve();
    await later;
  });

  it('are at most a hundred in a command', async () => {
    const { add, command } = observed();
    const all = Array.from({ length: 150 }, (_, n) => add(update(String(n))));
    const first = await command(0);
    expect(first.ids).to.have.length(100);
    first.resolve();
    const second = await command(1);
    expect(second.ids).to.have.length(50);
    second.resolve();
    await Promise.all(all);
  });

  it('are written in the context of the first of their command, so that its trace alone has the command', async () => {
    const work = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const proceed: (() => void)[] = [];
    const add = groupUpdates(() => {
      seen.push(work.getStore());
      return new Promise((resolve) => proceed.push(resolve));
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const all = [work.run('a', () => add(update('a')))];
    await turn();
    all.push(
      work.run('b', () => add(update('b'))),
      add(update('c')),
    );
    proceed[0]!();
    await all[0];
    await turn();
    all.push(add(update('d')));
    proceed[1]!();
    await all[1];
    await turn();
    proceed[2]!();
    await Promise.all(all);
    expect(seen).to.deep.equal(['a', 'b', undefined]);
  });
});
