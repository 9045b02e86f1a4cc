// Builds the deck: `npm run slides` makes one HTML file, without a browser; `npm run slides:pdf` a PDF, with one.

import { existsSync, mkdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { marpCli } from '@marp-team/marp-cli';

const SLIDES = new URL('../', import.meta.url);
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge', 'microsoft-edge', 'firefox'];
const PLACES = [
  '/Applications/Google Chrome.app',
  '/Applications/Chromium.app',
  '/Applications/Microsoft Edge.app',
  '/Applications/Firefox.app',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

function path(relative) {
  return fileURLToPath(new URL(relative, SLIDES));
}

/** Says whether a browser is where browsers are; the one that BROWSER_PATH names counts if it is there. */
function browserFound() {
  const named = process.env.BROWSER_PATH;
  if (named !== undefined && named !== '') {
    return existsSync(named);
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return PLACES.some((place) => existsSync(place))
    || folders.some((folder) => BROWSERS.some((name) => existsSync(join(folder, name)) || existsSync(join(folder, `${name}.exe`))));
}

function refuse(message, code) {
  console.error(message);
  process.exit(code);
}

const [kind = 'html'] = process.argv.slice(2);
if (kind !== 'html' && kind !== 'pdf') {
  refuse(`build.mjs makes html or pdf, not ${kind}.`, 2);
}
if (kind === 'pdf' && !browserFound()) {
  refuse(
    process.env.BROWSER_PATH
      ? `A PDF is printed by a browser, and BROWSER_PATH names ${process.env.BROWSER_PATH}, which is not there.`
      : 'A PDF is printed by a browser, and none was found: Chrome, Chromium, Edge or Firefox. Install one (on Debian: apt-get install '
        + 'chromium) or set BROWSER_PATH to it. npm run slides needs none: its HTML file has the whole deck.',
    3,
  );
}

const output = path(`target/deck.${kind}`);
mkdirSync(path('target/'), { recursive: true });
const options = ['--no-stdin', '--engine', path('tools/engine.mjs'), '--theme', path('theme.css'), '--output', output];
if (kind === 'pdf') {
  // Chromium refuses its sandbox to root, who builds in containers.
  if (process.getuid?.() === 0) {
    process.env.CHROME_NO_SANDBOX ??= '1';
  }
  options.push('--pdf', '--pdf-outlines');
  if (process.env.BROWSER_PATH) {
    options.push('--browser-path', process.env.BROWSER_PATH);
  }
}
if (process.env.SLIDES_NOTES === '1' && kind === 'pdf') {
  options.push('--pdf-notes');
}

let failure = null;
try {
  const code = await marpCli([path('deck.md'), ...options]);
  failure = code === 0 ? null : `Marp ended with ${code}`;
} catch (e) {
  failure = e.message;
}
if (failure !== null) {
  refuse(`slides/target/deck.${kind} was not built: ${failure}\nnpm run slides:check says what is wrong in the deck.`, 3);
}
console.log(`slides/target/deck.${kind}: ${Math.round(statSync(output).size / 1000)} kB`);
