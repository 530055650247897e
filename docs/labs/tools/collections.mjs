// The collections of each service's database, and how many documents each holds, for the labs.
//   node docs/labs/tools/collections.mjs mongodb://127.0.0.1:3027
import mongoose from 'mongoose';
import { processNames, processOf } from '../../../topology/src/processes.mjs';

const connection = await mongoose.createConnection(`${process.argv[2]}/orders`).asPromise();
for (const name of processNames.flatMap((each) => processOf(each).database ?? [])) {
  const { db } = connection.useDb(name);
  for (const collection of await db.listCollections().toArray())
    console.log(`${name}.${collection.name}: ${await db.collection(collection.name).countDocuments()}`);
}
await connection.close();
