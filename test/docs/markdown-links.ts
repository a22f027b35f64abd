/** A link in a document. */
export interface Link {
  /** As it stands in the document: a path, an anchor, or both. */
  target: string;
  /** Counted from 1. */
  line: number;
}

const LINK = /!?\[[^\]]*\]\(([^()\s]+)\)/g;

/** The lines of a document, with those inside fenced blocks of code emptied. */
function proseLines(markdown: string): string[] {
  let fence = '';
  return markdown.split('\n').map((line) => {
    const mark = /^ *(```+|~~~+)/.exec(line)?.[1] ?? '';
    if (fence === '') {
      fence = mark;
      return mark === '' ? line : '';
    }
    if (mark.startsWith(fence)) fence = '';
    return '';
  });
}

/** The links of a document to files and headings of this repository, pictures included. */
export function linksOf(markdown: string): Link[] {
  return proseLines(markdown).flatMap((line, index) =>
    [...line.replaceAll(/`[^`]*`/g, (code) => ' '.repeat(code.length)).matchAll(LINK)]
      .map(([, target = '']) => ({ target, line: index + 1 }))
      .filter(({ target }) => !/^[a-z]+:/i.test(target)),
  );
}

/** The anchors that GitHub gives to the headings of a document. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const line of proseLines(markdown)) {
    const text = /^#{1,6} +(.+?) *$/.exec(line)?.[1];
    if (text === undefined) continue;
    const plain = text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}

/** A file of this repository that a text names in code, such as `domain/retry/retry-policy.ts`. */
const FILE = /`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|md))`/g;

/** The files that a document names in its text. */
export function filesNamedIn(markdown: string): string[] {
  return proseLines(markdown).flatMap((line) => [...line.matchAll(FILE)].map(([, path = '']) => path));
}
