// Runs state machines with aws-local-stepfunctions, as an oracle for the interpreter in infra/local.
// Usage: node run-machines.mjs <directory of cases>; writes one JSON object: case name -> {status, output | error}.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// The package wants Node 22; this is all that it misses in Node 20.
Promise.withResolvers ??= () => {
  const resolvers = {};
  resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }));
  return resolvers;
};
// A task's error reaches the result and, once more, this event.
process.on('unhandledRejection', () => {});

const require = createRequire(join(process.cwd(), 'package.json'));
const { StateMachine } = require('aws-local-stepfunctions');

const failure = (name, message) => Object.assign(new Error(message), { name });

// The functions that cases may call, by the last part of their ARN. CasesTest.java has the same.
function functions() {
  let left = 2;
  return {
    echo: async (input) => input,
    price: async (input) => ({ total: input.quantity * 5 }),
    fail: async (input) => {
      throw failure(input.error ?? 'Broken', 'told to');
    },
    flaky: async (input) => {
      if (left-- > 0) {
        throw failure('Flaky', 'not yet');
      }
      return input;
    },
  };
}

function tasks(machine, handlers, found = {}) {
  for (const [name, state] of Object.entries(machine.States)) {
    if (state.Type === 'Task') {
      found[name] = handlers[state.Resource.split(':').at(-1)];
    }
    (state.Branches ?? []).forEach((branch) => tasks(branch, handlers, found));
    const processor = state.ItemProcessor ?? state.Iterator;
    if (processor) {
      tasks(processor, handlers, found);
    }
  }
  return found;
}

const waits = (machine, found = {}) => {
  for (const [name, state] of Object.entries(machine.States)) {
    found[name] = 0;
    (state.Branches ?? []).forEach((branch) => waits(branch, found));
    const processor = state.ItemProcessor ?? state.Iterator;
    if (processor) {
      waits(processor, found);
    }
  }
  return found;
};

const directory = process.argv[2];
const results = {};
for (const file of readdirSync(directory).filter((name) => name.endsWith('.json')).sort()) {
  const { definition, input } = JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const none = waits(definition);
  try {
    // Each validation compiles the schemas again, and CasesTest lets asl-validator look at all definitions anyway.
    const machine = new StateMachine(structuredClone(definition), { validationOptions: { noValidate: true } });
    const run = machine.run(structuredClone(input), {
      context: { Execution: { Name: 'the-execution' }, StateMachine: { Name: 'the-machine' } },
      overrides: {
        taskResourceLocalHandlers: tasks(definition, functions()),
        waitTimeOverrides: none,
        retryIntervalOverrides: none,
      },
    });
    results[file.slice(0, -5)] = { status: 'SUCCEEDED', output: (await run.result) ?? null };
  } catch (e) {
    results[file.slice(0, -5)] = { status: 'FAILED', error: e.cause?.name ?? e.name, message: e.message };
  }
}
process.stdout.write(JSON.stringify(results));
