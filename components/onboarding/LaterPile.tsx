import Link from 'next/link';

export type LaterItem = Readonly<{ id: string; label: string; page: string; href: string | null }>;
type Props = Readonly<{ title: string; text: string; items: readonly LaterItem[] }>;

/** What is not needed yet, in one place, so that nobody has to look for it when its time has come. */
export const LaterPile = ({ title, text, items }: Props) =>
  items.length === 0 ? null : (
    <section className="task-section" aria-labelledby="later-pile">
      <div className="task-section__head">
        <h2 id="later-pile">{title}</h2>
      </div>
      <p className="muted">{text}</p>
      <ul className="task-list">
        {items.map(({ id, label, page, href }) => (
          <li key={id} className="task-row">
            <div>
              {href === null ? (
                <span className="task-row__name">{label}</span>
              ) : (
                <Link className="task-row__link" href={href} prefetch={false} aria-describedby={`later-${id}`}>
                  {label}
                </Link>
              )}
              <p className="task-row__hint" id={`later-${id}`}>
                {page}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
