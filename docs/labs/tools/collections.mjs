// The collections of each service's database, and how many documents each holds, for the labs.
//   node docs/labs/tools/collections.mjs mongodb://127.0.0.1:3027
import mongoose from 'mongoose';

const connection = await mongoose.createConnection(`${process.argv[2]}/orders`).asPromise();
for (const name of ['users', 'orders', 'payments', 'sagas']) {
  const { db } = connection.useDb(name);
  for (const collection of await db.listCollections().toArray())
    console.log(`${name}.${collection.name}: ${await db.collection(collection.name).countDocuments()}`);
}
await connection.close();
