import { StringDecoder } from 'node:string_decoder';
import { Parser } from 'htmlparser2';

/** A listing as one string costs more than reading it: such strings live outside the heap's quick part. */
const SLICE_BYTES = 16_384;

/** S3's documents are four deep. The parser takes quadratic time for deep ones. */
const MAX_DEPTH = 16;

/** A listing of 1,000 keys has some 12,000; not every server keeps to 1,000. */
const MAX_ELEMENTS = 300_000;

/** An element of a document. What stands between its children is left out. */
export interface XmlElement {
  name: string;
  /** Entities resolved. */
  text: string;
  children: XmlElement[];
}

/**
 * The document's element `root`; undefined where the body is something else (a proxy's page, half a document, one that
 * is deeper or has more elements than any of S3's).
 */
export function readXml(body: Buffer, root: string): XmlElement | undefined {
  // The parser forgives what is not closed.
  if (!endsWith(body, `</${root}>`)) return undefined;
  const document: XmlElement = { name: '', text: '', children: [] };
  const open = [document];
  let elements = 0;
  let foreign = false;
  const parser = new Parser(
    {
      onopentagname: (name) => {
        foreign ||= open.length > MAX_DEPTH || ++elements > MAX_ELEMENTS;
        if (foreign) return;
        const element = { name, text: '', children: [] };
        open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext: (text) => {
        const element = open.at(-1);
        if (element !== undefined) element.text += text;
      },
      onclosetag: () => {
        if (!foreign) open.pop();
      },
    },
    { xmlMode: true },
  );
  const decoder = new StringDecoder('utf8');
  for (let at = 0; at < body.length; at += SLICE_BYTES) {
    parser.write(decoder.write(body.subarray(at, at + SLICE_BYTES)));
    if (foreign) return undefined;
  }
  parser.end(decoder.end());
  const [element] = document.children;
  return element?.name === root ? element : undefined;
}

/** The text of the first child of that name; empty where there is none. */
export function textOf(element: XmlElement, name: string): string {
  return element.children.find((child) => child.name === name)?.text ?? '';
}

/** The children of that name. */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Space after it is allowed. */
function endsWith(body: Buffer, text: string): boolean {
  const tail = body.subarray(-text.length - 16).toString('latin1');
  return tail.trimEnd().endsWith(text);
}
