import { LinkButton } from '@/components/ui/LinkButton';

type Props = Readonly<{ label: string; title: string; meta?: string; action: string; href: string }>;

/** The one thing to do now, with the one button that does it. */
export const NextTask = ({ label, title, meta, action, href }: Props) => (
  <section className="next-task" aria-labelledby="next-task">
    <div>
      <p className="next-task__label">{label}</p>
      <h2 className="next-task__title" id="next-task">
        {title}
      </h2>
      {meta ? <p className="next-task__meta">{meta}</p> : null}
    </div>
    <LinkButton href={href} prefetch={false}>
      {action}
    </LinkButton>
  </section>
);
