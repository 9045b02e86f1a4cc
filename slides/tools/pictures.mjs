// Pictures for slides: a picture of traces is cut to what a slide can hold, and every picture is put into the page itself.
//
// A picture in steps/*/reference holds all traces of a check, one below the other, too much for a slide. So an address may end in a
// fragment that names a part:
//
//   ../steps/05-queues-and-batches/reference/waterfall.svg#trace=2          the second trace
//   ../steps/05-queues-and-batches/reference/waterfall.svg#trace=2-3        the second and the third
//   ../steps/05-queues-and-batches/reference/waterfall.svg#trace=1&rows=12-20   of the first one, its head, and these rows
//
// How a picture is made of rows is known from infra/trace (SvgWaterfall, SvgTrace): each trace begins with a text of class "head", 46
// pixels below it stands the first row, and a row's texts share one base line. A picture that is not made like that cannot be cut.

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

/** A picture that is not there, or has not the part that was asked for. */
export class PictureError extends Error {}

const HEAD_HEIGHT = 32;
const ABOVE_BASE_LINE = 14;
const BELOW_LAST_ROW = 12;
const BOTTOM = 30;
const TYPES = { '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg' };

/** Splits an address into its path and its part, `{trace: [from, to], rows: [from, to] | null}`, or null for the whole. */
export function address(source) {
  const [path, fragment] = source.split('#', 2);
  if (fragment === undefined) {
    return { path, part: null };
  }
  const found = /^trace=(\d+)(?:-(\d+))?(?:&rows=(\d+)-(\d+))?$/.exec(fragment);
  if (found === null) {
    throw new PictureError(`${source}: a part is written #trace=2, #trace=2-3 or #trace=2&rows=5-12, not #${fragment}`);
  }
  const [, first, last = first, firstRow, lastRow] = found;
  if (firstRow !== undefined && first !== last) {
    throw new PictureError(`${source}: rows are those of one trace, and ${first} to ${last} are several`);
  }
  return {
    path,
    part: {
      traces: [Number(first), Number(last)],
      rows: firstRow === undefined ? null : [Number(firstRow), Number(lastRow)],
    },
  };
}

/** Reads the traces of a picture: where each one's head stands, and the base line of each row, in pixels. */
export function tracesIn(svg) {
  const traces = [];
  for (const [attributes, base] of svg.matchAll(/<text [^>]*\sy="([\d.]+)"[^>]*>/g)) {
    const y = Number(base);
    if (attributes.includes('class="head"')) {
      traces.push({ head: y, rows: [] });
    } else if (traces.length > 0 && /\bx="884"/.test(attributes) && y > traces.at(-1).head + 20) {
      traces.at(-1).rows.push(y);
    }
  }
  return traces;
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
  const pieces = [];
  if (part.rows === null) {
    pieces.push([top, last === traces.length ? height - BOTTOM - 4 : traces[last].head - 26]);
  } else {
    const { head, rows } = traces[first - 1];
    const [from, to] = part.rows;
    if (from < 1 || to < from || to > rows.length) {
      throw new PictureError(`${name}: trace ${first} has ${rows.length} rows, so there are no rows ${from} to ${to}`);
    }
    // What is said of a row, such as an error or a link, stands below it and belongs to it.
    const end = to < rows.length ? rows[to] - ABOVE_BASE_LINE : endOf(traces, first, height);
    if (from > 1) {
      pieces.push([top, head + HEAD_HEIGHT]);
    }
    pieces.push([from > 1 ? rows[from - 1] - ABOVE_BASE_LINE : top, end]);
  }
  return assemble(svg, pieces, width);
}

function endOf(traces, number, height) {
  return number === traces.length ? height - BOTTOM - 4 : traces[number].head - 20 - BELOW_LAST_ROW;
}

/** Shows pieces of a picture, one below the other: the same drawing each time, behind a window. */
function assemble(svg, pieces, width) {
  const inner = svg.slice(svg.indexOf('<style>'), svg.lastIndexOf('</svg>'));
  const [style, drawing] = [inner.slice(0, inner.indexOf('</defs>') + 7), inner.slice(inner.indexOf('</defs>') + 7)];
  let y = 0;
  const windows = pieces.map(([from, to]) => {
    const window = `<svg y="${y}" width="${width}" height="${to - from}" viewBox="0 ${from} ${width} ${to - from}"><use href="#all"/></svg>`;
    y += to - from;
    return window;
  });
  const legend = legendOf(drawing, y + 8);
  y += legend === '' ? 4 : 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}">\n${style}
<defs><g id="all">${drawing.replace(/<rect class="ground"[^>]*>/, '')}</g></defs>\n${windows.join('\n')}\n${legend}\n</svg>\n`;
}

/** Finds what the hatchings mean, which stands at the end of the whole picture. */
function legendOf(drawing, y) {
  const lines = drawing.trimEnd().split('\n');
  const from = lines.findIndex((line) => /^<rect class="pale s4" x="16"/.test(line) && line.includes('width="26"'));
  if (from < 0) {
    return '';
  }
  const at = Number(/y="([\d.]+)"/.exec(lines[from])[1]);
  return `<g transform="translate(0 ${y - at})">${lines.slice(from).join('')}</g>`;
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
