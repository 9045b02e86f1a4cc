import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, cut, embedded, light, PictureError, tracesIn } from './pictures.mjs';

const span = (x, y, label, style = '') => `<text${style} x="${x}" y="${y}">${label}</text>
<rect class="s0" x="282.4" y="${y - 8}" width="8" height="8" rx="1.5"/>
<text class="dim" x="300" y="${y}">a-service</text>
<rect class="s0" x="395" y="${y - 9}" width="40" height="10" rx="2"/>
<text x="884" y="${y}" text-anchor="end">1.00 s</text>
`;
const note = (y, text) => `<text class="small dim" x="44" y="${y}">${text}</text>\n`;
const head = (y, text) => `<text class="head" x="16" y="${y}">${text}</text>
<text class="dim" x="884" y="${y}" text-anchor="end">trace 6b0…</text>
<text class="small dim" x="395" y="${y + 26}">0 ms</text>
`;
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="400" viewBox="0 0 900 400">
<style>
text{fill:#111}
@media (prefers-color-scheme:dark){
text{fill:#eee}
}
</style>
<defs>
<pattern id="cold"/>
</defs>
<rect class="ground" x="0.5" y="0.5" width="899" height="399" rx="6"/>
${head(28, 'first')}${span(16, 74, 'root')}${span(30, 94, '<tspan class="dim">aws.http </tspan>Sns.Publish')}${note(111, 'a note')}${
  span(44, 130, 'aws.sns', ' class="error"')}${span(58, 150, 'deepest')}${span(30, 170, 'DynamoDb.PutItem')}${
  head(226, 'second')}${span(16, 272, 'a &lt;b&gt;')}${span(30, 292, 'cold')}
<rect class="cold" x="395" y="283" width="40" height="10" rx="2"/>
<rect class="pale s4" x="16" y="360" width="26" height="10" rx="2"/>
<rect class="cold" x="16" y="360" width="26" height="10" rx="2"/>
<text class="small dim" x="48" y="369">cold start</text>
</svg>
`;

const part = (fragment) => address(`a.svg#${fragment}`).part;

/** Returns from where to where the pieces of a cut picture reach in the whole one. */
function windows(svg) {
  return [...svg.matchAll(/<svg y="[\d.]+" width="900" height="([\d.]+)" viewBox="0 ([\d.]+) 900/g)]
    .map(([, height, from]) => [Number(from), Number(from) + Number(height)]);
}

test('traces are found with their spans, and notes are no spans', () => {
  const traces = tracesIn(PICTURE);
  assert.deepEqual(traces.map(({ head: y }) => y), [28, 226]);
  assert.deepEqual(traces[0].spans.map(({ label }) => label), ['root', 'aws.http Sns.Publish', 'aws.sns', 'deepest', 'DynamoDb.PutItem']);
  assert.deepEqual(traces[0].spans.map(({ x }) => x), [16, 30, 44, 58, 30]);
  assert.equal(traces[1].spans[0].label, 'a <b>');
});

test('a trace is cut out whole', () => {
  assert.deepEqual(windows(cut(PICTURE, part('trace=1'), 'a.svg')), [[8, 194]]);
  assert.deepEqual(windows(cut(PICTURE, part('trace=1-2'), 'a.svg')), [[8, 354]]);
});

test('the last trace reaches down to the bottom when nothing is hatched', () => {
  const plain = PICTURE.replace(/<rect class="(?:pale s4|cold)"[^>]*>\n/g, '').replace(/<text class="small dim" x="48".*\n/, '');
  assert.deepEqual(windows(cut(plain, part('trace=2'), 'a.svg')), [[206, 382]]);
});

test('a span is cut out with all that is below it and its notes, under the head of its trace', () => {
  assert.deepEqual(windows(cut(PICTURE, part('trace=1&span=Sns.Publish'), 'a.svg')), [[8, 60], [80, 156]]);
});

test('depth leaves out what is deeper, and most what comes later', () => {
  assert.deepEqual(windows(cut(PICTURE, part('trace=1&depth=1'), 'a.svg')), [[8, 116], [156, 194]]);
  assert.deepEqual(windows(cut(PICTURE, part('trace=1&span=Sns.Publish&depth=1&most=1'), 'a.svg')), [[8, 60], [80, 116]]);
});

test('what a hatching means is said only where one is', () => {
  assert.ok(!cut(PICTURE, part('trace=1'), 'a.svg').split('</defs>').at(-1).includes('cold start'));
  assert.ok(cut(PICTURE, part('trace=2'), 'a.svg').split('</defs>').at(-1).includes('cold start'));
});

test('what is not in a picture is told', () => {
  const wrong = (fragment, text) => assert.throws(
    () => cut(PICTURE, part(fragment), 'a.svg'),
    (e) => e instanceof PictureError && e.message.includes(text),
  );
  wrong('trace=3', 'there is no trace 3; it has 2');
  wrong('trace=1&span=Sqs', 'no span has "Sqs"');
  assert.throws(() => cut('<svg width="1" height="1"></svg>', part('trace=1'), 'a.svg'), /no traces are in this picture/);
});

test('an address that cannot be read is told', () => {
  assert.throws(() => address('a.svg#rows=1'), /a part is written/);
  assert.throws(() => address('a.svg#trace=1-2&most=3'), /spans are those of one trace/);
  assert.deepEqual(address('a.svg'), { path: 'a.svg', part: null });
  assert.equal(address('a.svg#trace=1&span=aws.sqs%20dev').part.span, 'aws.sqs dev');
});

test('a picture on a slide is light', () => {
  assert.ok(!light(PICTURE).includes('prefers-color-scheme'));
  assert.ok(light(PICTURE).includes('text{fill:#111}'));
});

test('the real pictures can be cut', () => {
  const folder = new URL('../', import.meta.url);
  const data = embedded('../steps/05-queues-and-batches/reference/waterfall.svg#trace=2&span=Sns.Publish', folder);
  const svg = Buffer.from(data.split(',')[1], 'base64').toString('utf8');
  assert.equal(windows(svg).length, 2);
  assert.throws(() => embedded('../steps/none.svg', folder), /there is no such picture/);
  assert.throws(() => embedded('../README.md', folder), /a picture is .svg/);
});
