// Runs Artillery without its telemetry: node run.mjs FILE [OPTION...]. The exit code is Artillery's.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { apiEndpoint } from './endpoint.mjs';

const { problem } = apiEndpoint(process.env);
if (problem) {
  console.error(problem);
  process.exit(2);
}
const artillery = join(dirname(createRequire(import.meta.url).resolve('artillery/package.json')), 'bin', 'run');
const { status, error } = spawnSync(process.execPath, [artillery, 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true' },
});
if (error) {
  throw error;
}
process.exitCode = status ?? 130;
