// Runs Artillery without its telemetry: node run.mjs FILE [--quick] [OPTION OF ARTILLERY...]. The exit code is Artillery's.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { apiEndpoint } from './endpoint.mjs';

// Not an environment in the file: Artillery merges an environment's phases into the file's, one by one.
const quick = ['--overrides', JSON.stringify({ config: { phases: [{ name: 'quick', duration: 3, arrivalRate: 4 }] } })];

const { problem } = apiEndpoint(process.env);
if (problem) {
  console.error(problem);
  process.exit(2);
}
const artillery = join(dirname(createRequire(import.meta.url).resolve('artillery/package.json')), 'bin', 'run');
const options = process.argv.slice(2).flatMap((option) => (option === '--quick' ? quick : [option]));
const { status, error } = spawnSync(process.execPath, [artillery, 'run', ...options], {
  stdio: 'inherit',
  env: { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true' },
});
if (error) {
  throw error;
}
process.exitCode = status ?? 130;
