// Marp's engine as the deck needs it: pictures cut and put into the page, nothing fetched from elsewhere, no formulas.

import { Marp } from '@marp-team/marp-core';
import { embedded } from './pictures.mjs';

const SLIDES = new URL('../', import.meta.url);

/** Replaces each picture's address by the picture, so that the deck is one file. */
function embedPictures(markdown) {
  markdown.core.ruler.after('inline', 'embed_pictures', ({ tokens }) => {
    const pictures = tokens.flatMap((token) => token.children ?? []).filter((token) => token.type === 'image');
    for (const picture of pictures) {
      picture.attrSet('src', embedded(picture.attrGet('src'), SLIDES));
    }
  });
}

/** How Marp reads the deck: no pictures from elsewhere in place of signs, no formulas, no HTML; a line's end is no line break. */
export const OPTIONS = { emoji: { shortcode: false, unicode: false }, math: false, html: false, markdown: { breaks: false } };

/** Makes the engine for Marp's command line. */
export default function engine(options = {}) {
  return new Marp({ ...options, ...OPTIONS }).use(embedPictures);
}
