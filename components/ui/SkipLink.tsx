/** The first stop of the keyboard: past the header to the content. */
export const SkipLink = ({ label, target = 'main' }: Readonly<{ label: string; target?: string }>) => (
  <a className="skip-link" href={`#${target}`}>
    {label}
  </a>
);
