type Props = Readonly<{ of: Readonly<{ name: string; locale: string }> }>;

/** A name in its own language and direction, whatever the page's is. */
export const Name = ({ of: { name, locale } }: Props) => <bdi lang={locale}>{name}</bdi>;
