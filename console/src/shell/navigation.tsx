import { hrefOf, usePlace } from '../router/location.js';
import { Icon } from '../ui/icon.js';
import { VIEWS } from '../views/registry.js';
import type { ViewEntry } from '../views/view.js';

type NavEntry = ViewEntry & { nav: NonNullable<ViewEntry['nav']> };

export const NAV_ENTRIES: readonly NavEntry[] = VIEWS.filter(
  (entry): entry is NavEntry => entry.nav !== undefined,
);

/** How many stand in the bar of a phone; the others are behind `More`. */
const IN_BAR = 4;

/** The side bar, or the bar at the bottom of a phone. */
export function Navigation() {
  const { path } = usePlace();
  return (
    <nav class="nav" aria-label="Views">
      <ul class="nav-list">
        {NAV_ENTRIES.map((entry, index) => (
          <li key={entry.path} class={index < IN_BAR ? '' : 'nav-rest'}>
            <NavLink entry={entry} path={path} />
          </li>
        ))}
        <li class="nav-more">
          <details class="nav-menu" key={path}>
            <summary class="nav-link">
              <Icon name="more" size={18} />
              <span>More</span>
            </summary>
            <ul class="nav-menu-list">
              {NAV_ENTRIES.slice(IN_BAR).map((entry) => (
                <li key={entry.path}>
                  <NavLink entry={entry} path={path} />
                </li>
              ))}
            </ul>
          </details>
        </li>
      </ul>
    </nav>
  );
}

function NavLink({ entry, path }: { entry: NavEntry; path: string }) {
  const here = entry.path === path || (entry.path !== '/' && path.startsWith(`${entry.path}/`));
  return (
    <a class="nav-link" href={hrefOf(entry.path)} aria-current={here ? 'page' : undefined}>
      <Icon name={entry.nav.icon} size={18} />
      <span>{entry.title}</span>
    </a>
  );
}
