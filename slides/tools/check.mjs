// Checks the deck and the facilitator's notes, and tells everything that is wrong at once: `npm run slides:check`.
//
// It needs no browser, so whether a slide is too full is estimated: from the theme's sizes, each block's height is added up.
// What a browser would draw differs by some per cent; the limit leaves them.

import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { load } from 'js-yaml';
import { linksIn, read } from './deck.mjs';
import { PictureError, address, embedded } from './pictures.mjs';

/** What a day can hold; a deck with more slides is one that nobody gets through. */
const MOST_SLIDES = 125;
const FEWEST_PER_STEP = 4;
const SHORTEST_NOTE = 25;

// In pixels, as in theme.css: the slide's height without padding and heading, and what each kind of block takes.
const ROOM = 540;
const CHARACTERS = 76;
const HEADING_CHARACTERS = 54;
const HEADING_LINE = 48;
const SIZES = {
  p: { line: 42, gap: 18 },
  li: { line: 42, gap: 8 },
  row: { line: 36.4, gap: 17 },
  code: { line: 29, gap: 0 },
};
const CODE_FRAME = 52;
const PICTURE_GAP = 18;

/** The least width at which the text of a picture can still be read from the back of a room. */
const PICTURE_WIDTH = 900;

/**
 * Checks a checkout.
 *
 * @param root the checkout's folder, a URL that ends with a slash
 * @returns what is wrong, a line each; nothing is
 */
export function check(root) {
  const deckFile = new URL('slides/deck.md', root);
  const { says, slides } = read(readFileSync(deckFile, 'utf8'));
  const steps = load(readFileSync(new URL('steps/steps.yaml', root), 'utf8')).steps;
  return [
    ...wrongCount(says, slides),
    ...slides.flatMap((slide) => wrongSlide(slide, deckFile)),
    ...steps.flatMap((step) => wrongStep(step, slides, root)),
    ...wrongOrder(slides),
    ...wrongNotes(new URL('slides/facilitator.md', root), steps),
    ...['slides/facilitator.md', 'slides/README.md'].flatMap((file) => wrongLinks(new URL(file, root), file)),
  ];
}

function wrongCount(says, slides) {
  const wrong = [];
  if (says.slides !== slides.length) {
    wrong.push(`deck.md: there are ${slides.length} slides, and its front matter says slides: ${says.slides}. If that is meant, write the `
      + 'new number there; if not, a --- stands below a line without a blank line between.');
  }
  if (slides.length > MOST_SLIDES) {
    wrong.push(`deck.md: ${slides.length} slides are more than a day holds (${MOST_SLIDES}).`);
  }
  return wrong;
}

function wrongSlide(slide, deckFile) {
  const wrong = [];
  const say = (what) => wrong.push(`deck.md:${slide.line}, slide ${slide.number} (${slide.headings[0] ?? 'without a heading'}): ${what}`);
  if (slide.headings.length !== 1) {
    say(`it has ${slide.headings.length} headings, and one is right.`);
  }
  if (slide.notes.length < SHORTEST_NOTE) {
    say(slide.notes === '' ? 'it has no notes for the speaker.' : `its notes are too short to help anybody: ${slide.notes}`);
  }
  let pictures = 0;
  for (const { source, alt } of slide.pictures) {
    if (alt.trim() === '') {
      say(`${source} has no text for those who do not see it.`);
    }
    try {
      pictures += pictureHeight(source, deckFile);
    } catch (e) {
      say(e.message);
    }
  }
  slide.links.map(wrongDeckLink).filter((problem) => problem !== null).forEach(say);
  slide.paths
    .filter((path) => !existsSync(new URL(`../${path}`, deckFile)))
    .forEach((path) => say(`it names ${path}, which is not there.`));
  const heading = (Math.ceil((slide.headings[0] ?? '').length / HEADING_CHARACTERS) - 1) * HEADING_LINE;
  const height = slide.blocks.reduce((sum, block) => sum + blockHeight(block, slide.classes.includes('dense')), pictures + Math.max(0, heading));
  if (height > ROOM) {
    say(`it is too full, about ${Math.round(height)} pixels of ${ROOM}. Take something out, or make two slides of it.`);
  }
  return wrong;
}

function blockHeight({ kind, lines }, dense) {
  const { line, gap } = SIZES[kind];
  const scale = dense ? 24 / 30 : 1;
  if (kind === 'code') {
    return lines.length * line + CODE_FRAME;
  }
  if (kind === 'row') {
    // Cells stand side by side; the longest of them decides, in the room that the others leave it.
    const all = lines.reduce((sum, text) => sum + text.length, 0);
    return Math.max(1, Math.ceil((all * scale) / (CHARACTERS * 1.05))) * line * (dense ? 24 / 26 : 1) + gap;
  }
  return Math.max(1, Math.ceil((lines[0].length * scale) / CHARACTERS)) * line * scale + gap;
}

/** The least height at which a picture can still be read: its own size for traces, three quarters of that for others. */
function pictureHeight(source, deckFile) {
  const data = embedded(source, deckFile);
  if (!address(source).path.endsWith('.svg')) {
    return 300;
  }
  const svg = Buffer.from(data.slice(data.indexOf(',') + 1), 'base64').toString('utf8');
  const [width, height] = ['width', 'height'].map((name) => Number(new RegExp(`<svg [^>]*\\b${name}="([\\d.]+)"`).exec(svg)?.[1]));
  if (!(width > 0 && height > 0)) {
    throw new PictureError(`${source} does not say how large it is: its <svg> needs a width and a height, in pixels.`);
  }
  return (height * PICTURE_WIDTH) / Math.max(width, PICTURE_WIDTH) + PICTURE_GAP;
}

/** A built deck lies elsewhere than its source, and is handed on, so nothing relative would be found from it. */
function wrongDeckLink(to) {
  return isExternal(to) ? wrongAddress(to) : `it links to ${to}, and a deck is read elsewhere. Write the path as code: \`docs/shop.md\`.`;
}

function isExternal(to) {
  return /^[a-z]+:/.test(to);
}

/** External addresses are not fetched: a check must not depend on a network. */
function wrongAddress(to) {
  return /^https:\/\/[^/\s]+\.[^/\s]+/.test(to) && URL.canParse(to) ? null : `the address ${to} is none of the form https://host/path.`;
}

function wrongLink(to, from) {
  if (isExternal(to)) {
    return wrongAddress(to);
  }
  const [path, fragment] = to.split('#', 2);
  const target = path === '' ? from : new URL(path, from);
  if (!existsSync(target)) {
    return `it links to ${to}, which is not there.`;
  }
  if (fragment !== undefined && !anchors(readFileSync(target, 'utf8')).includes(fragment)) {
    return `it links to ${to}, and ${path} has no such heading.`;
  }
  return null;
}

function anchors(markdown) {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').trim().replaceAll(' ', '-'));
}

function wrongLinks(file, name) {
  return linksIn(file).map((to) => wrongLink(to, file)).filter((problem) => problem !== null).map((problem) => `${name}: ${problem}`);
}

function wrongStep(step, slides, root) {
  const own = slides.filter((slide) => slide.header.startsWith(`Step ${step.number} `));
  const wrong = [];
  const say = (what) => wrong.push(`deck.md: step ${step.number}, ${step.name}: ${what}`);
  if (own.length < FEWEST_PER_STEP) {
    say(`it has ${own.length} slides with the header "Step ${step.number} · …", and needs ${FEWEST_PER_STEP} or more.`);
    return wrong;
  }
  const header = `Step ${step.number} · ${step.title}`;
  if (own.some((slide) => slide.header !== header)) {
    say(`the header of its slides has to be "${header}", as in steps.yaml; slide ${own[0].number} has "${own[0].header}".`);
  }
  const words = textOf(own[0]);
  if (!words.includes(`${step.minutes} minutes`)) {
    say(`its first slide, number ${own[0].number}, does not say "${step.minutes} minutes", as in steps.yaml.`);
  }
  if ((step.files ?? []).length > 0 && !own.some((slide) => textOf(slide).includes(`./workshop check ${step.number}`))) {
    say(`none of its slides says ./workshop check ${step.number}.`);
  }
  for (const picture of ['before.svg', 'waterfall.svg']) {
    const path = `steps/${step.number}-${step.name}/reference/${picture}`;
    const shown = own.some((slide) => slide.pictures.some(({ source }) => address(source.split('#')[0]).path === `../${path}`));
    if (!shown && existsSync(new URL(path, root))) {
      say(`none of its slides shows ${path}.`);
    }
  }
  return wrong;
}

function wrongOrder(slides) {
  const numbers = slides.map((slide) => /^Step (\d\d) · /.exec(slide.header)?.[1]).filter((number) => number !== undefined);
  const first = numbers.findIndex((number, i) => i > 0 && number < numbers[i - 1]);
  return first < 0 ? [] : [`deck.md: the slides of step ${numbers[first]} come after those of step ${numbers[first - 1]}.`];
}

/** Timetables have rows such as `| 9:30 | 25 | step 01 |`: each begins where the one above it ends, and a step has its minutes. */
function wrongNotes(file, steps) {
  const wrong = [];
  let ends = null;
  let rows = 0;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const row = /^\| (\d?\d):(\d\d) \| (\d+) \| (.*)\|$/.exec(line);
    if (row === null) {
      ends = null;
      continue;
    }
    rows++;
    const [begins, minutes, what] = [Number(row[1]) * 60 + Number(row[2]), Number(row[3]), row[4].trim()];
    if (ends !== null && begins !== ends) {
      wrong.push(`facilitator.md: "${what}" begins at ${clock(begins)}, and what stands above it ends at ${clock(ends)}.`);
    }
    ends = begins + minutes;
    const done = /^step (\d\d)\b/.exec(what);
    const step = done === null ? undefined : steps.find(({ number }) => number === done[1]);
    if (done !== null && step === undefined) {
      wrong.push(`facilitator.md: there is no step ${done[1]}, which has ${minutes} minutes at ${clock(begins)}.`);
    } else if (step !== undefined && step.minutes !== minutes) {
      wrong.push(`facilitator.md: step ${step.number} has ${minutes} minutes at ${clock(begins)}, and ${step.minutes} in steps.yaml.`);
    }
  }
  if (rows === 0) {
    wrong.push('facilitator.md: it has no timetable; its rows have to look like | 9:30 | 25 | step 01 |.');
  }
  return wrong;
}

function clock(minutes) {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

function textOf(slide) {
  return [...slide.headings, ...slide.blocks.flatMap((block) => block.lines)].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = new URL('../../', import.meta.url);
  const wrong = check(root);
  wrong.forEach((line) => console.error(line));
  if (wrong.length > 0) {
    console.error(`\n${wrong.length} ${wrong.length === 1 ? 'thing is' : 'things are'} wrong with the slides.`);
    process.exitCode = 1;
  } else {
    const { slides } = read(readFileSync(new URL('slides/deck.md', root), 'utf8'));
    console.log(`The deck is as it should be: ${slides.length} slides.`);
  }
}
