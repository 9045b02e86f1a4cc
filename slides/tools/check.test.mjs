// Sees the check say each kind of fault: a small checkout in which nothing is wrong, and then one thing is.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { check } from './check.mjs';

const NOTE = '<!--\nWhat to say about it, in a sentence or two.\n-->\n';

const DECK = `---
marp: true
slides: 5
---

# A deck

Read \`docs/words.md\`, or [Marp](https://marp.app).

${NOTE}
---

<!-- header: "Step 01 · One function" -->

# 01

25 minutes · \`./workshop check 01\`

${NOTE}
---

## Before

![the trace before](../steps/01-one/reference/before.svg)

${NOTE}
---

## Your task

- Write it.

${NOTE}
---

## After

![the trace after](../steps/01-one/reference/waterfall.svg#trace=1)

${NOTE}`;

const STEPS = `steps:
  - number: "01"
    name: one
    title: One function
    minutes: 25
    files: [a/B.java]
`;

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="120" viewBox="0 0 900 120">
<style>
text{fill:#111}
</style>
<defs>
</defs>
<text class="head" x="16" y="28">a trace</text>
<text x="16" y="74">root</text>
<text x="884" y="74" text-anchor="end">1.00 s</text>
</svg>
`;

const NOTES = `# Plan

| begins | minutes | what |
|---|---|---|
| 9:00 | 20 | opening |
| 9:20 | 25 | step 01 |
| 9:45 | 15 | pause |

The [words](../docs/words.md#the-words).
`;

const FILES = {
  'slides/deck.md': DECK,
  'slides/facilitator.md': NOTES,
  'slides/README.md': 'The [deck](deck.md).\n',
  'steps/steps.yaml': STEPS,
  'steps/01-one/reference/before.svg': PICTURE,
  'steps/01-one/reference/waterfall.svg': PICTURE,
  'docs/words.md': '# Words\n\n## The words\n',
};

/** Checks a small checkout in which one file reads otherwise. */
function checked(file, ...replacements) {
  const root = mkdtempSync(join(tmpdir(), 'slides-'));
  try {
    for (const [name, text] of Object.entries(FILES)) {
      const path = join(root, name);
      mkdirSync(join(path, '..'), { recursive: true });
      let changed = text;
      for (const [from, to] of name === file ? replacements : []) {
        assert.ok(changed.includes(from), `${file} has no ${from}`);
        changed = changed.replace(from, to);
      }
      writeFileSync(path, changed);
    }
    return check(pathToFileURL(`${root}/`));
  } finally {
    rmSync(root, { recursive: true });
  }
}

function says(pattern, file, ...replacements) {
  const wrong = checked(file, ...replacements);
  assert.equal(wrong.length, 1, wrong.join('\n'));
  assert.match(wrong[0], pattern);
}

const inDeck = (pattern, ...replacements) => says(pattern, 'slides/deck.md', ...replacements);

test('nothing is wrong', () => assert.deepEqual(checked('none'), []));

test('a slide that was lost, because its --- touches the line above it', () => {
  const [first] = checked('slides/deck.md', [`${NOTE}\n---\n\n## Your task`, 'Some text\n---\n\n## Your task']);
  assert.match(first, /there are 4 slides, and its front matter says slides: 5/);
});

test('a number of slides that is not true any more', () => inDeck(/there are 5 slides/, ['slides: 5', 'slides: 6']));

test('more slides than a day holds', () => {
  const many = Array.from({ length: 125 }, (_, i) => `---\n\n## Slide ${i}\n\nText.\n\n${NOTE}\n`).join('');
  inDeck(/130 slides are more than a day holds \(125\)/, ['slides: 5', 'slides: 130'], ['---\n\n<!-- header', `${many}---\n\n<!-- header`]);
});

test('a slide without a heading, and one with two', () => {
  inDeck(/slide 4 \(without a heading\): it has 0 headings/, ['## Your task\n', 'Your task\n']);
  inDeck(/slide 4 \(Your task\): it has 2 headings/, ['- Write it.', '## And this']);
});

test('a slide without notes, and one whose notes help nobody', () => {
  inDeck(/slide 4 \(Your task\): it has no notes/, [`- Write it.\n\n${NOTE}`, '- Write it.\n']);
  inDeck(/slide 4 \(Your task\): its notes are too short/, [`- Write it.\n\n${NOTE}`, '- Write it.\n\n<!--\nhm\n-->\n']);
});

test('a picture that is not there, has not the part, or has no text', () => {
  inDeck(/slide 4 .*no such picture/, ['- Write it.', '![a picture](../steps/none.svg)']);
  inDeck(/slide 5 .*there is no trace 2; it has 1/, ['#trace=1', '#trace=2']);
  inDeck(/slide 5 .*has no text for those who do not see it/, ['![the trace after]', '![]']);
});

test('a link that leads nowhere, and a path that is not there', () => {
  inDeck(/slide 1 .*a deck is read elsewhere/, ['https://marp.app', '../docs/words.md']);
  inDeck(/slide 1 .*none of the form https/, ['https://marp.app', 'http://marp.app']);
  inDeck(/slide 1 .*none of the form https/, ['https://marp.app', 'https:marp']);
  inDeck(/slide 1 .*names docs\/other.md, which is not there/, ['docs/words.md', 'docs/other.md']);
});

test('a slide that is too full', () => {
  inDeck(/slide 4 .*too full, about \d+ pixels/, ['- Write it.', '- Write it.\n'.repeat(12)]);
  inDeck(/slide 4 .*too full/, ['- Write it.', `\`\`\`text\n${'line\n'.repeat(18)}\`\`\``]);
  inDeck(/slide 4 .*too full/, ['- Write it.', `| a | b |\n|---|---|\n${'| c | d |\n'.repeat(11)}`]);
  inDeck(/slide 4 .*too full/, ['- Write it.', 'word '.repeat(220)]);
  inDeck(/slide 4 .*too full/, ['- Write it.', '![a picture](../steps/01-one/reference/before.svg)\n\n'.repeat(4)]);
});

test('a step without its slides, with another title or other minutes', () => {
  const second = STEPS.replace('steps:\n', '').replace('"01"', '"02"').replace('name: one', 'name: two');
  says(/step 02, two: it has 0 slides/, 'steps/steps.yaml', [STEPS, STEPS + second]);
  says(/has to be "Step 01 · Two functions".*has "Step 01 · One function"/, 'steps/steps.yaml', ['One function', 'Two functions']);
  inDeck(/does not say "25 minutes"/, ['25 minutes', '20 minutes']);
});

test('a picture that does not say how large it is', () => {
  const picture = PICTURE.replace(' height="120"', '');
  const wrong = checked('steps/01-one/reference/before.svg', [PICTURE, picture]);
  assert.match(wrong.join('\n'), /does not say how large it is/);
});

test('a step whose check or picture nobody sees', () => {
  inDeck(/none of its slides says .\/workshop check 01/, ['./workshop check 01', './workshop run']);
  inDeck(/none of its slides shows steps\/01-one\/reference\/before.svg/, ['reference/before.svg', 'reference/waterfall.svg']);
});

test('steps out of order', () => {
  const second = `---\n\n<!-- header: "Step 02 · Two" -->\n\n## Two\n\nText.\n\n${NOTE}\n`;
  const after = `${second}---\n\n<!-- header: "Step 01 · One function" -->\n\n## Your task`;
  inDeck(/slides of step 01 come after those of step 02/, ['slides: 5', 'slides: 6'], ['---\n\n## Your task', after]);
});

test('a timetable that does not add up, or gives a step other minutes', () => {
  says(/"pause" begins at 9:50, and what stands above it ends at 9:45/, 'slides/facilitator.md', ['| 9:45 |', '| 9:50 |']);
  says(/there is no step 14, which has 25 minutes at 9:20/, 'slides/facilitator.md', ['| step 01 |', '| step 14 |']);
  says(/step 01 has 30 minutes at 9:20, and 25 in steps.yaml/, 'slides/facilitator.md',
    ['| 9:20 | 25 |', '| 9:20 | 30 |'], ['| 9:45 |', '| 9:50 |']);
});

test('notes whose timetable is none', () => says(/it has no timetable/, 'slides/facilitator.md',
  ['| 9:00 |', '| 9.00 |'], ['| 9:20 |', '| 9.20 |'], ['| 9:45 |', '| 9.45 |']));

test('notes that link to what is not there', () => {
  says(/facilitator.md: it links to ..\/docs\/none.md, which is not there/, 'slides/facilitator.md', ['words.md#the-words', 'none.md']);
  says(/facilitator.md: it links to .*#other, and ..\/docs\/words.md has no such heading/, 'slides/facilitator.md',
    ['#the-words', '#other']);
  says(/README.md: it links to dock.md/, 'slides/README.md', ['(deck.md)', '(dock.md)']);
});
