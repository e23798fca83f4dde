type Props = Readonly<{ name: string; mark: string; href?: string }>;

/** The partner's letters in the house's arch, and its name beside it; a link when `href` is given. */
export const BrandMark = ({ name, mark, href }: Props) => {
  const content = (
    <>
      <svg className="brand__mark" viewBox="0 0 30 36" aria-hidden="true" focusable="false">
        <path d="M0 34V15a15 15 0 0 1 30 0v19a2 2 0 0 1-2 2H2a2 2 0 0 1-2-2Z" />
        <text
          x="15"
          y={/\p{Script=Arabic}/u.test(mark) ? 22 : 25.5}
          textAnchor="middle"
          fontSize={[...mark].length > 1 ? 13 : 16}
        >
          {mark}
        </text>
      </svg>
      <bdi>{name}</bdi>
    </>
  );
  if (href === undefined) return <span className="brand">{content}</span>;
  return (
    <a className="brand" href={href}>
      {content}
    </a>
  );
};
