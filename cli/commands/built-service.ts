/**
 * Loads a module of the service that was built beside the command line. Only the commands that work without a running
 * service use it.
 *
 * @param path in the build, such as `auth/check-cxone.command.js`
 */
export async function builtService<T>(path: string): Promise<T> {
  return (await import(new URL(`../../${path}`, import.meta.url).href)) as T;
}
