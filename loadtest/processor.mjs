// What the scenarios call. Artillery loads this file, once in its own process and once per worker.
import { randomUUID } from 'node:crypto';
import { printAccount as print } from './account.mjs';
import { apiEndpoint } from './endpoint.mjs';

/** Stops the run before the first request when API_ENDPOINT is no address. */
export async function requireShop() {
  const { problem } = apiEndpoint(process.env);
  if (problem) {
    console.error(`\n${problem}\n`);
    process.exit(2);
  }
}

/** Sets where the shop is, and what a product is called and costs, now and later. */
export async function chooseProduct(context) {
  const name = `Load test ${randomUUID()}`;
  const price = somePrice();
  const newPrice = somePrice();
  Object.assign(context.vars, {
    shop: apiEndpoint(process.env).address,
    name,
    price,
    priceText: price.toFixed(2),
    newName: `${name} changed`,
    newPrice,
    newPriceText: newPrice.toFixed(2),
  });
}

/** Prints what the shop has counted, when it runs on this machine. */
export async function printAccount() {
  await print(process.env);
}

/** Returns 0.01 to 99.99, in whole cents. */
function somePrice() {
  return (1 + Math.floor(Math.random() * 9999)) / 100;
}
