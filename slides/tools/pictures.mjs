// Pictures for slides: a picture of traces is cut to what a slide can hold, and every picture is put into the page itself.
//
// A picture in steps/*/reference holds all traces of a check, one below the other, too much for a slide. So an address may end in a
// fragment that names a part:
//
//   …/waterfall.svg#trace=2                         the second trace
//   …/waterfall.svg#trace=2-3                       the second and the third
//   …/waterfall.svg#trace=1&span=Sns.Publish        of the first one, the span with that in its label, and all below it
//   …/waterfall.svg#trace=1&span=aws.sqs%20dev&depth=2   the same, with no more than two levels below it
//   …/waterfall.svg#trace=2&most=12                 of the second one, the first twelve spans
//
// Spans are named rather than counted, because a renewed picture may have more of them, or in another order.
//
// How a picture is made is known from infra/trace (SvgWaterfall, SvgTrace): each trace begins with a text of class "head", and below it
// each span has a label, indented by its depth, and its time at the right edge, on the same base line. A picture that is not made like
// that cannot be cut.

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

/** A picture that is not there, or has not the part that was asked for. */
export class PictureError extends Error {}

const HEAD_HEIGHT = 32;
const ABOVE_BASE_LINE = 14;
const BELOW_LAST_SPAN = 12;
const BOTTOM = 18;
const LEGEND = /<rect class="pale s4" x="16" y="([\d.]+)" width="26"/;
const TYPES = { '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg' };

/** Splits an address into its path and its part, `{traces: [first, last], span, depth, most}` or null for the whole. */
export function address(source) {
  const [path, fragment] = decodeURI(source).split('#', 2);
  if (fragment === undefined) {
    return { path, part: null };
  }
  const found = /^trace=(\d+)(?:-(\d+))?(?:&span=([^&]+))?(?:&depth=(\d+))?(?:&most=(\d+))?$/.exec(fragment);
  if (found === null) {
    throw new PictureError(`${source}: a part is written #trace=2, #trace=2-3 or #trace=2&span=TEXT&depth=2&most=12, not #${fragment}`);
  }
  const [, first, last = first, span = null, depth, most] = found;
  if (first !== last && [span ?? undefined, depth, most].some((limit) => limit !== undefined)) {
    throw new PictureError(`${source}: spans are those of one trace, and ${first} to ${last} are several`);
  }
  const limit = (text) => (text === undefined ? Infinity : Number(text));
  return { path, part: { traces: [Number(first), Number(last)], span, depth: limit(depth), most: limit(most) } };
}

/** Reads the traces of a picture: where each one's head stands, and of each span its base line, its indentation and its label. */
export function tracesIn(svg) {
  const traces = [];
  let label = null;
  for (const [, attributes, text] of svg.matchAll(/<text ([^>]*)>(.*?)<\/text>/g)) {
    const [x, y] = ['x', 'y'].map((name) => Number(new RegExp(`(?:^| )${name}="([\\d.]+)"`).exec(attributes)?.[1]));
    const style = /class="([^"]*)"/.exec(attributes)?.[1] ?? '';
    if (style === 'head') {
      traces.push({ head: y, spans: [] });
    } else if (attributes.includes('text-anchor="end"') && label?.y === y) {
      traces.at(-1)?.spans.push(label);
    } else if (style === '' || style === 'error') {
      label = { x, y, label: unescaped(text.replace(/<[^>]*>/g, '')) };
    }
  }
  return traces;
}

function unescaped(text) {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
}

/**
 * Cuts a picture of traces.
 *
 * @param svg the picture's text
 * @param part what {@link address} has read
 * @param name how to call the picture in an error
 * @returns another picture's text, as wide as the first
 */
export function cut(svg, part, name) {
  const size = /<svg [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  const traces = tracesIn(svg);
  if (size === null || traces.length === 0) {
    throw new PictureError(`${name}: no traces are in this picture, so no part of it can be shown`);
  }
  const [width, height] = [Number(size[1]), Number(size[2])];
  const [first, last] = part.traces;
  if (first < 1 || last < first || last > traces.length) {
    throw new PictureError(`${name}: there is no trace ${first === last ? first : `${first} to ${last}`}; it has ${traces.length}`);
  }
  const top = traces[first - 1].head - 20;
  if (first !== last) {
    return assemble(svg, [[top, endOf(traces, last, svg, height)]], width);
  }
  const { head, spans } = traces[first - 1];
  const shown = chosen(spans, part, `${name}, trace ${first}`);
  // What is said of a span, such as an error or a link, stands below it and belongs to it.
  const ends = (i) => (i + 1 < spans.length ? spans[i + 1].y - ABOVE_BASE_LINE : endOf(traces, first, svg, height));
  const pieces = [[top, head + HEAD_HEIGHT]];
  for (const i of shown) {
    const starts = spans[i].y - ABOVE_BASE_LINE;
    if (pieces.at(-1)[1] === starts) {
      pieces.at(-1)[1] = ends(i);
    } else {
      pieces.push([starts, ends(i)]);
    }
  }
  return assemble(svg, pieces, width);
}

/** Returns the indices of the spans to be shown. */
function chosen(spans, { span, depth, most }, where) {
  const first = span === null ? 0 : spans.findIndex(({ label }) => label.includes(span));
  if (first < 0) {
    throw new PictureError(`${where}: no span has "${span}" in its label; there are ${spans.map(({ label }) => label).join(', ')}`);
  }
  const indices = [];
  const ancestors = [];
  for (let i = first; i < spans.length; i++) {
    while (ancestors.length > 0 && ancestors.at(-1) >= spans[i].x) {
      ancestors.pop();
    }
    if (span !== null && i > first && ancestors.length === 0) {
      break;
    }
    if (ancestors.length <= depth) {
      indices.push(i);
    }
    ancestors.push(spans[i].x);
  }
  return indices.slice(0, most);
}

/** Returns where a trace ends: before the next one, before the words about hatchings, or at the bottom. */
function endOf(traces, number, svg, height) {
  if (number < traces.length) {
    return traces[number].head - 20 - BELOW_LAST_SPAN;
  }
  const legend = LEGEND.exec(svg);
  return legend === null ? height - BOTTOM : Number(legend[1]) - 6;
}

/** Shows pieces of a picture, one below the other: the same drawing each time, behind a window. */
function assemble(svg, pieces, width) {
  const inner = svg.slice(svg.indexOf('<style>'), svg.lastIndexOf('</svg>'));
  const [style, drawing] = [inner.slice(0, inner.indexOf('</defs>') + 7), inner.slice(inner.indexOf('</defs>') + 7)];
  let y = 0;
  const windows = pieces.map(([from, to]) => {
    const height = to - from;
    const window = `<svg y="${y}" width="${width}" height="${height}" viewBox="0 ${from} ${width} ${height}"><use href="#all"/></svg>`;
    y += height;
    return window;
  });
  const legend = legendOf(drawing, pieces, y + 8);
  y += legend === '' ? 4 : 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}">\n${style}
<defs><g id="all">${drawing.replace(/<rect class="ground"[^>]*>/, '')}</g></defs>\n${windows.join('\n')}\n${legend}\n</svg>\n`;
}

/** Says what the hatchings mean that are in the pieces; in the whole picture that stands at the end. */
function legendOf(drawing, pieces, y) {
  const swatch = '<rect class="pale s4" x="([\\d.]+)" y="([\\d.]+)" width="26"[^>]*>\n<rect class="(cold|waiting)"[^>]*>';
  const entry = new RegExp(`${swatch}\n<text[^>]*>([^<]*)</text>`, 'g');
  let x = 16;
  return [...drawing.matchAll(entry)].filter(([, , , kind]) => isIn(drawing, pieces, kind)).map(([all, left, top, , words]) => {
    const moved = `<g transform="translate(${x - Number(left)} ${y - Number(top)})">${all}</g>`;
    x += 56 + words.length * 7.2;
    return moved;
  }).join('\n');
}

function isIn(drawing, pieces, kind) {
  return [...drawing.matchAll(new RegExp(`<rect class="${kind}[^"]*" [^>]*y="([\\d.]+)" width="(?!26")`, 'g'))]
    .some(([, y]) => pieces.some(([from, to]) => Number(y) >= from && Number(y) < to));
}

/** Makes a picture follow no dark mode: slides are light. */
export function light(svg) {
  return svg.replace(/@media \(prefers-color-scheme:dark\)\{\n(?:[^{}]*\{[^{}]*\}\n)*\}\n/, '');
}

/** Returns a picture as a data address, cut if its address names a part. */
export function embedded(source, folder) {
  const { path, part } = address(source);
  const type = TYPES[extname(path)];
  if (type === undefined) {
    throw new PictureError(`${path}: a picture is ${Object.keys(TYPES).join(', ')}`);
  }
  let bytes;
  try {
    bytes = readFileSync(new URL(path, folder));
  } catch (e) {
    throw new PictureError(`${path}: there is no such picture (${e.code})`);
  }
  if (type === TYPES['.svg']) {
    const svg = light(bytes.toString('utf8'));
    bytes = Buffer.from(part === null ? svg : cut(svg, part, path));
  } else if (part !== null) {
    throw new PictureError(`${source}: only a picture of traces can be cut`);
  }
  return `data:${type};base64,${bytes.toString('base64')}`;
}
