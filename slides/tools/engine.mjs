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

/** Makes the engine; Marp's command line and the check both take it. */
export function engine(options = {}) {
  const local = { emoji: { shortcode: false, unicode: false }, math: false, html: false };
  return new Marp({ ...options, ...local }).use(embedPictures);
}

export default engine;
