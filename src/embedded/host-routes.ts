/** The part of Express that lists the routes of an application. */
interface Stack {
  router: { stack: Array<{ route?: { path?: unknown } }> };
}

/**
 * The routes that an application has registered, as far as they are fixed texts. One with a parameter or a wildcard is
 * behind ours, as anything else that matches more than one path.
 *
 * @param express the application of Express
 */
export function fixedRoutesOf(express: unknown): string[] {
  return (express as Stack).router.stack
    .flatMap(({ route }) => [route?.path].flat())
    .filter((path): path is string => typeof path === 'string' && !/[:*{(]/.test(path));
}
