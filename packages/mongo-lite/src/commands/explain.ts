import type { Doc, Value } from '../bson/values.js';
import { docOf } from '../bson/values.js';
import { notSupported } from '../errors.js';
import { choosePlan, isIdLookup } from '../planner/plan.js';
import type { Plan } from '../planner/plan.js';
import type { IndexScan } from '../planner/plan-index.js';
import { candidates } from '../planner/scan.js';
import type { Node } from '../query/nodes.js';
import { parseFilter } from '../query/parse.js';
import type { Collection } from '../storage/collection.js';
import { collectionName, documentArgument } from './arguments.js';
import type { Command } from './command.js';
import { orderOf } from './find.js';

/** Explains how a find, count, findAndModify, update or delete would find its documents. */
export const explain: Command = {
  fields: ['verbosity'],
  run(command, { store, database }) {
    const explained = documentArgument('explain', command, 'explain');
    const namespace = `${database}.${collectionName(explained)}`;
    const { filter: filterDocument, sort: order, hint: hinted } = queryOf(explained);
    const filter = parseFilter(filterDocument);
    const { sort, hint } = orderOf(order, hinted);
    const collection = store.find(database, collectionName(explained));
    const plan = collection && choosePlan(collection, filter, sort, hint);
    const sorted = sort.length === 0 || (plan?.kind === 'index' && plan.sorted);
    const found = plan ? stageOf(plan, filter) : docOf({ stage: 'EOF' });
    const winningPlan = sorted ? found : docOf({ stage: 'SORT', sortPattern: order, inputStage: found });
    const verbosity = command.get('verbosity') ?? 'allPlansExecution';
    return {
      queryPlanner: docOf({ namespace, parsedQuery: filterDocument, winningPlan, rejectedPlans: [] }),
      ...(collection && plan && verbosity !== 'queryPlanner'
        ? { executionStats: execute(collection, plan, filter) }
        : {}),
      command: explained,
    };
  },
};

function queryOf(explained: Doc): { filter: Doc; sort: Value; hint: Value } {
  const name = explained.keys().next().value!;
  switch (name) {
    case 'find':
      return {
        filter: documentArgument(name, explained, 'filter'),
        sort: explained.get('sort'),
        hint: explained.get('hint'),
      };
    case 'count':
    case 'findAndModify':
      return {
        filter: documentArgument(name, explained, 'query'),
        sort: explained.get('sort'),
        hint: explained.get('hint'),
      };
    case 'update':
    case 'delete': {
      const [statement] = explained.get(`${name}s`) as Doc[];
      return { filter: documentArgument(name, statement!, 'q'), sort: undefined, hint: statement!.get('hint') };
    }
    default:
      throw notSupported(`explain of ${name}`);
  }
}

function stageOf(plan: Plan, filter: Node): Doc {
  if (plan.kind === 'collection') return docOf({ stage: 'COLLSCAN', direction: plan.reverse ? 'backward' : 'forward' });
  if (plan.kind === 'union') {
    return docOf({ stage: 'FETCH', inputStage: docOf({ stage: 'OR', inputStages: plan.branches.map(indexStage) }) });
  }
  if (plan.index.spec.name === '_id_' && isIdLookup(filter)) return docOf({ stage: 'IDHACK' });
  return docOf({ stage: 'FETCH', inputStage: indexStage(plan) });
}

function indexStage({ index, reverse }: IndexScan): Doc {
  return docOf({
    stage: 'IXSCAN',
    keyPattern: index.spec.key,
    indexName: index.spec.name,
    isMultiKey: index.multikey,
    isUnique: index.spec.unique,
    isSparse: index.spec.sparse,
    isPartial: index.spec.partial !== undefined,
    direction: reverse ? 'backward' : 'forward',
  });
}

function execute(collection: Collection, plan: Plan, filter: Node): Doc {
  let examined = 0;
  let nReturned = 0;
  for (const { doc } of candidates(collection, plan)) {
    examined++;
    if (filter.matches(doc)) nReturned++;
  }
  return docOf({
    executionSuccess: true,
    nReturned,
    totalKeysExamined: plan.kind === 'collection' ? 0 : examined,
    totalDocsExamined: examined,
  });
}
