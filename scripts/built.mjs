/**
 * @param path of a module of the service, such as `auth/check-cxone.command.js`
 * @returns that module of the build in `dist`, or in the directory that CXONE_DLQ_BUILD names: the tests have their own
 */
export function built(path) {
  return import(new URL(`../${process.env.CXONE_DLQ_BUILD ?? 'dist'}/${path}`, import.meta.url).href);
}
