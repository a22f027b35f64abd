import { parseXML } from '@aws-sdk/xml-builder';

/** An element with its children by name: text, an element, or several of them. */
export interface XmlElement {
  [name: string]: XmlValue | XmlValue[] | undefined;
}

type XmlValue = string | XmlElement;

/** The document's element `root`; undefined where the body is something else (a proxy's page, half a document). */
export function readXml(body: Buffer, root: string): XmlElement | undefined {
  if (body.length === 0) return undefined;
  let document: XmlElement;
  try {
    document = parseXML(body.toString('utf8')) as XmlElement;
  } catch {
    return undefined;
  }
  const element = document[root];
  if (element === '') return {};
  return typeof element === 'object' && !Array.isArray(element) ? element : undefined;
}

/** The text of a child; empty where there is none. */
export function textOf(element: XmlElement, name: string): string {
  const value = element[name];
  return typeof value === 'string' ? value : '';
}

/** The children of a name that have children themselves. */
export function elementsOf(element: XmlElement, name: string): XmlElement[] {
  const value = element[name];
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values.filter((item): item is XmlElement => typeof item === 'object');
}
