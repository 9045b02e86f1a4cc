// Prints the account of the shop that API_ENDPOINT names, when it is a shop of this checkout that runs on this machine.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiEndpoint } from './endpoint.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Prints the account; a shop elsewhere has none that could be read, and that is no failure. */
export async function printAccount(environment) {
  const { address, problem } = apiEndpoint(environment);
  if (problem) {
    console.error(problem);
    return 2;
  }
  const shop = shopAt(address);
  if (!shop) {
    console.log(`\nNo shop of this checkout runs at ${address}, so there is no account to print.`);
    return 0;
  }
  console.log(`\nWhat the shop at ${address} has counted since it started:\n`);
  const windows = process.platform === 'win32';
  const command = join(root, windows ? 'workshop.cmd' : 'workshop');
  const { status, error } = spawnSync(windows ? `"${command}"` : command, ['account', '--shop', windows ? `"${shop}"` : shop], {
    stdio: 'inherit',
    shell: windows,
  });
  if (error || status !== 0) {
    console.error(`./workshop account did not succeed (${error?.message ?? `exit code ${status}`}).`);
  }
  return status ?? 4;
}

/** Returns the file in which the running shop at this address says where it is. */
function shopAt(address) {
  const directory = join(root, '.workshop');
  return names(directory)
    .filter((name) => /^shop-\d+\.json$/.test(name))
    .filter((name) => isAlive(Number(name.replace(/\D/g, ''))))
    .map((name) => join(directory, name))
    .find((file) => isAt(file, new URL(address)));
}

function names(directory) {
  try {
    return readdirSync(directory);
  } catch (e) {
    if (e.code === 'ENOENT') {
      return []; // No shop has ever run here.
    }
    throw e;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (e) {
    return e.code === 'EPERM';
  }
}

function isAt(file, url) {
  const api = new URL(JSON.parse(readFileSync(file, 'utf8')).api);
  return api.port === url.port && ['127.0.0.1', 'localhost'].includes(url.hostname);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await printAccount(process.env);
}
