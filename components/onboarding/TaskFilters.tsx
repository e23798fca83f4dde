import Link from 'next/link';

export type TaskFilterLink = Readonly<{ id: string; label: string; href: string; current: boolean }>;

/** Which tasks to show, as links: the address keeps the choice, and nothing needs a script. */
export const TaskFilters = ({ label, links }: Readonly<{ label: string; links: readonly TaskFilterLink[] }>) => (
  <nav className="task-filters" aria-label={label}>
    <ul className="filters">
      {links.map(({ id, label: text, href, current }) => (
        <li key={id}>
          <Link href={href} prefetch={false} aria-current={current ? 'page' : undefined}>
            {text}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);
