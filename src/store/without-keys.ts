/** An error's text for everybody, such as in `/health/ready`: the keys of objects in it give way to a word. */
export function withoutKeys(text: string): string {
  return text.replace(/\bdlq\/\S+/g, 'a record').replace(/\b(?:audit|probe)\/\S+/g, 'an object');
}
