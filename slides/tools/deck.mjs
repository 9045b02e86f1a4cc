// Reads the deck as Marp does: which slides there are, and what is on each.

import { readFileSync } from 'node:fs';
import { Marp } from '@marp-team/marp-core';
import { load } from 'js-yaml';
import { OPTIONS } from './engine.mjs';

/**
 * Reads a deck.
 *
 * @param text the deck's Markdown
 * @returns `{says, slides}`: the front matter's fields, and per slide its number, its first line in the file, its header and classes,
 *     its headings, notes, pictures (`{source, alt}`), addresses that it links to, the paths of this
 *     checkout that it names in code, and its blocks (`{kind, lines}` with the text
 *     of each line, `kind` being p, li, row or code)
 */
export function read(text) {
  const marp = new Marp(OPTIONS);
  const { comments } = marp.render(text, { htmlAsArray: true });
  const slides = [];
  for (const token of marp.markdown.parse(text, {})) {
    if (token.type === 'marpit_slide_open') {
      slides.push(slide(slides.length, token, comments));
    } else if (slides.length > 0) {
      add(slides.at(-1), token);
    }
  }
  return { says: frontMatter(text), slides };
}

/** Reads a Markdown file that is no deck: the addresses that it links to. */
export function linksIn(file) {
  const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to);
}

function frontMatter(text) {
  const found = /^---\n([\s\S]*?)\n---\n/.exec(text);
  return found === null ? {} : (load(found[1]) ?? {});
}

function slide(index, token, comments) {
  const directives = token.meta?.marpitDirectives ?? {};
  return {
    number: index + 1,
    line: (token.map?.[0] ?? 0) + 1,
    header: directives.header ?? '',
    classes: [directives.class ?? []].flat(),
    headings: [],
    notes: (comments[index] ?? []).join('\n').trim(),
    pictures: [],
    links: [],
    paths: [],
    blocks: [],
    inside: [],
  };
}

function add(slide, token) {
  if (token.type.endsWith('_open')) {
    slide.inside.push(token.tag);
  } else if (token.type.endsWith('_close')) {
    if (slide.inside.pop() === 'tr') {
      slide.blocks.at(-1).done = true;
    }
  } else if (token.type === 'fence' || token.type === 'code_block') {
    slide.blocks.push({ kind: 'code', lines: token.content.trimEnd().split('\n') });
  } else if (token.type === 'inline') {
    addInline(slide, token);
  }
}

function addInline(slide, token) {
  const words = (token.children ?? []).filter(({ type }) => ['text', 'code_inline', 'softbreak'].includes(type));
  const text = words.map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
  for (const child of token.children ?? []) {
    if (child.type === 'image') {
      slide.pictures.push({ source: child.attrGet('src'), alt: child.content });
    } else if (child.type === 'link_open') {
      slide.links.push(child.attrGet('href'));
    } else if (child.type === 'code_inline' && /^(docs|infra|slides|solution|steps)\/[\w./-]+$/.test(child.content)) {
      slide.paths.push(child.content);
    }
  }
  const within = slide.inside;
  if (/^h\d$/.test(within.at(-1) ?? '')) {
    slide.headings.push(text);
  } else if (within.includes('td') || within.includes('th')) {
    const row = slide.blocks.at(-1);
    if (row?.kind === 'row' && !row.done) {
      row.lines.push(text);
    } else {
      slide.blocks.push({ kind: 'row', lines: [text] });
    }
  } else if (text.trim() !== '' && !within.includes('header')) {
    slide.blocks.push({ kind: within.includes('li') ? 'li' : 'p', lines: [text] });
  }
}
